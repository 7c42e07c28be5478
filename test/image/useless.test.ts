// What leaves the installed packages for the image, and what has to stay.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { bundleConfig } from "./bundle.ts";
import { prune } from "./prune.ts";
import { librariesIn } from "./root.ts";
import { entriesOf, isUseless } from "./useless.ts";

describe("goes:", () => {
  test.each([
    "@kubernetes/client-node/dist/gen/models/V1Pod.d.ts",
    "@kubernetes/client-node/dist/config.js.map",
    "undici/docs/api/Agent.md",
    "bintrees/test/fixtures/big.js",
    "@azure/core-client/dist/browser/index.js",
    "@azure/arm-recoveryservices-siterecovery/dist-esm/src/index.js",
    "@azure/msal-browser/lib/msal-browser.cjs",
    "@types/node/package.json",
    "bare-url/prebuilds/linux-x64/bare-url.bare",
    "@azure/identity/node_modules/open/README.md",
  ])("%s", (path) => {
    expect(isUseless(path)).toBe(true);
  });
});

describe("stays:", () => {
  test.each([
    "@kubernetes/client-node/dist/gen/models/V1Pod.js",
    "undici/lib/core/request.js",
    "debug/src/index.js",
    "@azure/core-client/dist/esm/index.js",
    "@azure/core-client/dist/commonjs/index.js",
    "@azure/arm-recoveryservices-siterecovery/dist/index.js",
    "@azure/msal-node/dist/index.mjs",
    "pino/package.json",
    "undici/LICENSE",
    "@slack/bolt/LICENSE.md",
    "send/docs.js",
  ])("%s", (path) => {
    expect(isUseless(path)).toBe(false);
  });
});

test("entries are what Node would load, not what compilers and browsers would", () => {
  const exports = {
    ".": {
      types: "./a.d.ts",
      browser: "./b.js",
      import: { types: "./a.d.mts", default: "./a.mjs" },
      require: "./a.cjs",
    },
    "./sub/*": "./sub/*.js",
    "./package.json": "./package.json",
  };
  expect(entriesOf({ main: "./main.js", exports })).toEqual(["main.js", "a.mjs", "a.cjs", "package.json"]);
  expect(entriesOf({})).toEqual(["index.js"]);
});

describe("a folder of packages", () => {
  let root: string;
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  function folderOf(files: Readonly<Record<string, string>>): string {
    root = mkdtempSync(join(tmpdir(), "packages-"));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(root, dirname(path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return root;
  }

  test("loses what nothing reads, and folders that are empty then", () => {
    const files = { "a/package.json": "{}", "a/index.js": "1", "a/index.d.ts": "12345", "a/docs/api/x.md": "123" };
    expect(prune(folderOf(files))).toBe(8);
    expect(readdirSync(join(root, "a")).sort()).toEqual(["index.js", "package.json"]);
  });

  test("is left alone when a rule would take what a package names for Node", () => {
    const files = { "a/package.json": '{"main": "docs/index.js"}', "a/docs/index.js": "1", "a/docs/x.md": "1" };
    expect(() => prune(folderOf(files))).toThrow("a/docs/index.js");
    expect(readdirSync(join(root, "a/docs")).sort()).toEqual(["index.js", "x.md"]);
  });
});

test("libraries are the paths that ldd prints", () => {
  const printed = `\tlinux-vdso.so.1 (0x00007f26)
\tlibm.so.6 => /lib/x86_64-linux-gnu/libm.so.6 (0x00007f26)
\t/lib64/ld-linux-x86-64.so.2 (0x00007f26)
`;
  expect(librariesIn(printed)).toEqual(["/lib/x86_64-linux-gnu/libm.so.6", "/lib64/ld-linux-x86-64.so.2"]);
});

test("a container of the check may write nothing and has no capability", () => {
  const image = { User: "65532:65532", Env: ["A=1"], Entrypoint: ["/node", "main.ts"], WorkingDir: "/app" };
  expect(bundleConfig({ root: "/r", image, args: ["bot"], env: { B: "2" }, files: ["/k"] })).toMatchObject({
    root: { path: "/r", readonly: true },
    process: {
      args: ["/node", "main.ts", "bot"],
      env: ["A=1", "B=2"],
      user: { uid: 65532, gid: 65532 },
      noNewPrivileges: true,
      capabilities: { bounding: [], effective: [], permitted: [] },
    },
  });
});
