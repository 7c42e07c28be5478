// The search for secrets finds what is planted, tells it without repeating it, and leaves alone what only looks like one.
import { describe, expect, test } from "vitest";
import { SHAPES, scan } from "./scan.ts";

const part = (fields: object) => Buffer.from(JSON.stringify(fields)).toString("base64url");
/** Like a service account's: none of these was ever worth anything. */
const JWT = `${part({ alg: "RS256", kid: "planted" })}.${part({ iss: "https://kubernetes.default.svc", sub: "x" })}.c2lnbmF0dXJlLXBsYW50ZWQ`;
const HEX = "0123456789abcdef".repeat(3);

const planted: readonly (readonly [what: string, text: string, secret: string])[] = [
  ["a JSON Web Token", `{"msg":"refused","token":"${JWT}"}`, JWT],
  ["a JSON Web Token", `The token ${JWT} is expired.`, JWT],
  ["a header that authorizes", '{"headers":{"Authorization":"Bearer simulator"}}', "simulator"],
  ["a header that authorizes", "authorization: Basic dXNlcjpwYXNz", "dXNlcjpwYXNz"],
  ["a bearer token", "Azure did not take Bearer abcdef0123456789abcdef", "abcdef0123456789abcdef"],
  ["a token of Slack", `xoxb-1234567890-1234567890123-${"aB3".repeat(8)}`, "aB3aB3"],
  ["a token of Slack", `said: xapp-1-A012345-1234567890-${HEX}`, HEX],
  ["a signature of Slack", `x-slack-signature v0=${HEX}`, HEX],
  ["an address that answers for Slack", "https://hooks.slack.com/commands/T0/1/abcdef", "T0/1/abcdef"],
  ["an address that answers for Slack", "http://127.0.0.1:4103/response/r17", "r17"],
  ["a ticket for a socket", "wss://wss-primary.slack.com/link/?ticket=ab12&app_id=x", "ab12"],
  ["a signed address", "https://a.blob.core.windows.net/j/1.xlsx?sv=2022-11-02&sig=AbC%3D&se=2026", "AbC%3D"],
  ["a signed address", '{"sasToken":"sv=simulated&sig=simulated"}', "sig=simulated"],
  ["a signed address", '"sas":"sig=AbCdEf"', "AbCdEf"],
  ["a signature of Azure", `…/operationresults/1?api-version=2023-06-01&s=${HEX}`, HEX],
  ["a storage key", "AccountName=a;AccountKey=abcdefghijklmnopqrstuvwxyz0123==;", "abcdefghijklmnopqrstuvwxyz0123"],
  ["a client secret of Entra", `secret 'Ab18Q~${"x_.~Y".repeat(7)}' is wrong`, "x_.~Y"],
  ["a private key", "-----BEGIN RSA PRIVATE KEY-----\nMII", "PRIVATE KEY"],
];

describe("finds what is planted", () => {
  test.each(planted)("%s in %s", (what, text, secret) => {
    const findings = scan([{ where: "the log", text: `before ${text} after` }]);
    expect(findings.map((one) => one.what)).toContain(what);
    for (const { around } of findings.filter((one) => one.what === what)) expect(around).not.toContain(secret);
  });

  test("every shape has its plant", () => {
    expect(SHAPES.map(({ what }) => what).filter((what) => !planted.some(([name]) => name === what))).toEqual([]);
  });

  test("a known secret, whatever it looks like, and tells where without repeating it", () => {
    const texts = [
      { where: "the bot's log", text: "nothing here" },
      { where: "ConfigMap ledger", text: '{"data":"a.hush+hush(b"}' },
    ];
    expect(scan(texts, [{ what: "the signing secret", value: ".hush+hush(" }])).toEqual([
      { where: "ConfigMap ledger", what: "the signing secret", around: '{"data":"a…b"}' },
    ]);
  });

  test("a known secret that is empty is a mistake of the test's", () => {
    expect(() => scan([], [{ what: "the token", value: "" }])).toThrow("the token is empty");
  });

  test("the same one in two places twice, and in one place once", () => {
    const text = `${JWT} ${JWT}`;
    const places = scan([
      { where: "one", text },
      { where: "two", text },
    ]).map(({ where }) => where);
    expect(places).toEqual(["one", "two"]);
  });
});

describe("leaves alone", () => {
  test.each([
    [
      "machines that are called like tokens",
      "xoxb-01 xapp-1 xoxb-of-finance eyjafjalla01 bearer01 sig01 v0=a token-secret-01",
    ],
    [
      "words about tokens",
      "Any bearer token will do. The Bearer authorization is missing. The 'Authorization' header is missing.",
    ],
    ["ids", "9b8fe8ac-fae1-4ac3-b0fd-32dd8fa02701 T024BE91L U024BE7LH 1790000000.000100 sha256:abcdef0123456789"],
    ["a run's name and its preview", "web01-20261123-9b8fe8ac preview 12345678.1790000000 resourceVersion 1234567890"],
    [
      "paths of Azure",
      "/subscriptions/0-0/resourceGroups/dr-rg/providers/Microsoft.Network/virtualNetworks/dr-test?api-version=2023-06-01&s=1",
    ],
    ["what stands in the place of a secret", "?sv=…, sig=… Bearer … xoxb-… v0=… ticket=… and …?ticket=…&app_id=…"],
    ["settings by their names", "SLACK_BOT_TOKEN SLACK_SIGNING_SECRET clientSecret secretRef: {name: azure}"],
    ["a public certificate", "-----BEGIN CERTIFICATE-----\nMII"],
  ])("%s", (_, text) => {
    expect(scan([{ where: "the log", text }])).toEqual([]);
  });
});
