// The operator's settings: what is left out has a default, and everything that is wrong is said at once.
import { describe, expect, test } from "vitest";
import { ConfigError } from "../../kube/settings.ts";
import { OPERATOR_HELP, readConfig } from "../../operator/config.ts";

const problemsOf = (env: Readonly<Record<string, string>>): readonly string[] => {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
};

describe("the settings", () => {
  test("have defaults", () => {
    expect(readConfig({})).toEqual({
      simulatorUrl: undefined,
      proxies: undefined,
      namespace: "asr-chatops",
      httpAddress: "127.0.0.1:8080",
      logLevel: "info",
      kubeconfig: { env: {} },
      election: true,
    });
  });

  test("are taken from the environment, and an address loses its last slash", () => {
    const env = {
      ASR_SIMULATOR_URL: "http://127.0.0.1:8090/",
      OPERATOR_NAMESPACE: "dr",
      HTTP_ADDRESS: "0.0.0.0:9090",
      LOG_LEVEL: "debug",
      LEADER_ELECTION: "off",
    };
    expect(readConfig(env)).toEqual({
      simulatorUrl: "http://127.0.0.1:8090",
      namespace: "dr",
      httpAddress: "0.0.0.0:9090",
      logLevel: "debug",
      kubeconfig: { env },
      election: false,
    });
  });

  test("name the proxy that calls of Azure take", () => {
    const env = { HTTPS_PROXY: "http://p:3128", NO_PROXY: "localhost,.svc" };
    expect(readConfig(env).proxies).toEqual({ https: "http://p:3128", except: "localhost,.svc" });
  });

  test("without a simulator mean Azure itself, also when the variable is empty", () => {
    expect(readConfig({ ASR_SIMULATOR_URL: "" }).simulatorUrl).toBeUndefined();
  });

  test.each([
    [
      "ASR_SIMULATOR_URL",
      "simulator",
      'ASR_SIMULATOR_URL is "simulator"; it must be an address such as http://127.0.0.1:8090, or unset for Azure itself.',
    ],
    [
      "ASR_SIMULATOR_URL",
      "file:///etc/passwd",
      'ASR_SIMULATOR_URL is "file:///etc/passwd"; it must be an address such as http://127.0.0.1:8090, or unset for Azure itself.',
    ],
    [
      "OPERATOR_NAMESPACE",
      "Not A Name",
      'OPERATOR_NAMESPACE is "Not A Name"; it must be the name of a namespace, such as asr-chatops.',
    ],
    ["OPERATOR_NAMESPACE", "", 'OPERATOR_NAMESPACE is ""; it must be the name of a namespace, such as asr-chatops.'],
    ["HTTP_ADDRESS", "8080", 'HTTP_ADDRESS is "8080"; it must be host:port, such as 127.0.0.1:8080 or 0.0.0.0:8080.'],
    [
      "HTTP_ADDRESS",
      "127.0.0.1:70000",
      'HTTP_ADDRESS is "127.0.0.1:70000"; it must be host:port, such as 127.0.0.1:8080 or 0.0.0.0:8080.',
    ],
    [
      "HTTP_ADDRESS",
      "localhost:",
      'HTTP_ADDRESS is "localhost:"; it must be host:port, such as 127.0.0.1:8080 or 0.0.0.0:8080.',
    ],
    ["LEADER_ELECTION", "false", 'LEADER_ELECTION is "false"; it must be on or off.'],
    ["LOG_LEVEL", "loud", 'LOG_LEVEL is "loud"; it must be one of trace, debug, info, warn, error, fatal, silent.'],
  ])("that cannot be used are named: %s=%s", (name, value, sentence) => {
    expect(problemsOf({ [name]: value })).toEqual([sentence]);
  });

  test("that cannot be used are all said at once", () => {
    const env = {
      ASR_SIMULATOR_URL: "x",
      OPERATOR_NAMESPACE: "X",
      HTTP_ADDRESS: "x",
      LOG_LEVEL: "x",
      LEADER_ELECTION: "",
    };
    expect(problemsOf(env).map((sentence) => sentence.split(" ", 1)[0])).toEqual(Object.keys(env));
  });

  test("are all in the help", () => {
    for (const name of ["ASR_SIMULATOR_URL", "OPERATOR_NAMESPACE", "HTTP_ADDRESS", "LOG_LEVEL", "LEADER_ELECTION"])
      expect(OPERATOR_HELP).toContain(name);
  });
});
