// Proxies, as an environment names them.
import { describe, expect, test } from "vitest";
import { type Proxies, proxySettings } from "../../kube/proxies.ts";

type Env = Readonly<Record<string, string>>;

describe("proxies", () => {
  test.each<[string, Env, Proxies | undefined]>([
    ["none", {}, undefined],
    ["none, though hosts are named", { NO_PROXY: "localhost" }, undefined],
    ["empty", { HTTPS_PROXY: "", HTTP_PROXY: "" }, undefined],
    ["one", { HTTPS_PROXY: "http://p:3128" }, { https: "http://p:3128", except: "" }],
    [
      "both, and hosts without",
      { HTTPS_PROXY: "http://p:3128", HTTP_PROXY: "http://q", NO_PROXY: "localhost,.svc" },
      { https: "http://p:3128", http: "http://q", except: "localhost,.svc" },
    ],
    [
      "small letters before capitals",
      { https_proxy: "http://small", HTTPS_PROXY: "http://big", no_proxy: "a", NO_PROXY: "b" },
      { https: "http://small", except: "a" },
    ],
  ])("%s", (_, env, expected) => {
    const problems: string[] = [];
    expect(proxySettings(env, problems)).toEqual(expected);
    expect(problems).toEqual([]);
  });

  test.each(["p:3128", "socks5://p", "someone:secret@p"])("%s is refused, and not repeated", (text) => {
    const problems: string[] = [];
    expect(proxySettings({ HTTPS_PROXY: text }, problems)).toBeUndefined();
    expect(problems).toEqual(["HTTPS_PROXY is no address of a proxy, such as http://proxy.example.com:3128."]);
  });
});
