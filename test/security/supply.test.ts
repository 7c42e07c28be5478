// What is fetched is what was looked at: exact versions, checksums, and scripts at installation from one package only.
import { expect, test } from "vitest";
import { page } from "../docs/project.ts";

interface Locked {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
}

const { dependencies, devDependencies, allowScripts } = JSON.parse(page("package.json").text) as {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly allowScripts: Readonly<Record<string, boolean>>;
};
const { packages } = JSON.parse(page("package-lock.json").text) as {
  readonly packages: Readonly<Record<string, Locked>>;
};

test("every version is exact, and the lock has a checksum of everything that is fetched", () => {
  const wanted = Object.entries({ ...dependencies, ...devDependencies });
  expect(wanted.length).toBeGreaterThan(20);
  expect(wanted.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  for (const [name, version] of wanted) expect(packages[`node_modules/${name}`]?.version).toBe(version);
  const fetched = Object.entries(packages).filter(([path]) => path !== "");
  expect(fetched.length).toBeGreaterThan(100);
  expect(fetched.filter(([, { integrity = "" }]) => !/^sha512-/.test(integrity)).map(([path]) => path)).toEqual([]);
});

test("nothing is fetched from elsewhere than the registry", () => {
  const addresses = Object.values(packages).flatMap(({ resolved }) => resolved ?? []);
  expect(addresses.filter((address) => !address.startsWith("https://registry.npmjs.org/"))).toEqual([]);
});

test("only Node's own package may run a script when it is installed", () => {
  expect(allowScripts).toEqual({ node: true });
});
