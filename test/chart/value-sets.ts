// Values that people may give: each is linted, rendered, and taken by an API server. Those of docs/install.md are among them.

export const IMAGE = { repository: "registry.example.com/asr-chatops" };

const slack = { existingSecret: "asr-chatops-slack", channel: "C024BE91L" };

export const VALUE_SETS: Readonly<Record<string, object>> = {
  "the least": { image: IMAGE },
  "a trial": { image: IMAGE, simulator: { enabled: true } },
  "a trial with a fleet": {
    image: IMAGE,
    simulator: { enabled: true, fleet: "vaultName: shop\nmachines: [{name: web01}]\n" },
  },
  "a simulator elsewhere": { image: IMAGE, operator: { simulatorUrl: "http://10.0.0.1:8090" } },
  "the bot by socket": { image: IMAGE, clusterName: "prod-mgmt", bot: { enabled: true, slack } },
  "the bot by HTTP": {
    image: { ...IMAGE, digest: `sha256:${"0".repeat(64)}`, pullSecrets: [{ name: "registry" }] },
    clusterName: "prod-mgmt",
    bot: {
      enabled: true,
      replicas: 3,
      slack: { ...slack, inbound: "http", apiUrl: "https://slack-gov.com/api/" },
      config: { workspace: "T024BE7LD", channels: { C024BE91L: "dr-team" }, groups: { S0614TZR7: "slack:dr-leads" } },
      ingress: {
        enabled: true,
        host: "asr.example.com",
        className: "nginx",
        tlsSecret: "asr-tls",
        annotations: { a: "b" },
      },
    },
  },
  "the bot alone": { image: IMAGE, clusterName: "prod", operator: { enabled: false }, bot: { enabled: true, slack } },
  "behind a proxy": {
    image: IMAGE,
    clusterName: "prod",
    bot: { enabled: true, slack },
    proxy: { https: "http://proxy.example.com:3128", noProxy: "10.0.0.0/8" },
    extraCa: { configMap: "corporate-ca" },
    networkPolicy: {
      egress: { cidrs: ["10.1.2.3/32"], extra: [{ to: [{ ipBlock: { cidr: "169.254.169.254/32" } }] }] },
    },
  },
  "everything set": {
    image: { ...IMAGE, tag: "1.2.3", pullPolicy: "Always" },
    priorityClassName: "system-cluster-critical",
    operator: {
      replicas: 1,
      logLevel: "debug",
      heapMebibytes: 512,
      workloadIdentity: { enabled: true, clientId: "11111111-1111-1111-1111-111111111111" },
      identitySecrets: [],
      serviceAccount: { annotations: { a: "b" } },
      podLabels: { team: "dr" },
      podAnnotations: { a: "b" },
      nodeSelector: { "kubernetes.io/os": "linux" },
      tolerations: [{ key: "dr", operator: "Exists" }],
      affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [] } },
      extraEnv: [{ name: "NODE_OPTIONS", value: "--max-old-space-size=512" }],
    },
    topologySpread: { enabled: false },
    podDisruptionBudget: { enabled: false },
    networkPolicy: { enabled: false },
    crds: { keep: false },
  },
};

/** What is refused, and a part of the sentence that says why. */
export const REFUSED: readonly (readonly [what: string, values: object, sentence: string])[] = [
  ["no image", {}, "Set image.repository: no image of asr-chatops is published"],
  ["a setting that there is not", { image: IMAGE, operators: 2 }, "additional properties 'operators' not allowed"],
  [
    "one deep inside",
    { image: IMAGE, bot: { slack: { token: "x" } } },
    "at '/bot/slack': additional properties 'token'",
  ],
  ["a tag in the repository", { image: { repository: "asr-chatops:1" } }, "at '/image/repository'"],
  ["a digest that is none", { image: { ...IMAGE, digest: "sha256:1" } }, "at '/image/digest'"],
  [
    "no operator at all by number",
    { image: IMAGE, operator: { replicas: 0 } },
    "at '/operator/replicas': minimum: got 0, want 1",
  ],
  ["a log level that there is not", { image: IMAGE, operator: { logLevel: "loud" } }, "at '/operator/logLevel'"],
  ["a client id that is none", { image: IMAGE, operator: { workloadIdentity: { clientId: "me" } } }, "clientId"],
  ["a port that is none", { image: IMAGE, networkPolicy: { egress: { apiServerPorts: [70000] } } }, "apiServerPorts/0"],
  ["a channel's name", { image: IMAGE, bot: { slack: { channel: "#drills" } } }, "at '/bot/slack/channel'"],
  ["a way in that there is not", { image: IMAGE, bot: { slack: { inbound: "mail" } } }, "at '/bot/slack/inbound'"],
  [
    "a group of the cluster's own",
    { image: IMAGE, bot: { config: { groups: { S0614TZR7: "system:masters" } } } },
    "groups/S0614TZR7",
  ],
  [
    "a proxy with a password in it",
    { image: IMAGE, proxy: { https: "http://me:secret@proxy:3128" } },
    "at '/proxy/https'",
  ],
  ["a bot that does not know where it is", { image: IMAGE, bot: { enabled: true, slack } }, "Set clusterName"],
  ["a bot without tokens", { image: IMAGE, clusterName: "a", bot: { enabled: true } }, "Set bot.slack.existingSecret"],
  [
    "a bot without a channel",
    { image: IMAGE, clusterName: "a", bot: { enabled: true, slack: { existingSecret: "s" } } },
    "Set bot.slack.channel",
  ],
  [
    "an ingress to a socket",
    { image: IMAGE, bot: { ingress: { enabled: true } } },
    "bot.ingress is for bot.slack.inbound: http",
  ],
  [
    "an ingress without a name",
    { image: IMAGE, bot: { slack: { inbound: "http" }, ingress: { enabled: true } } },
    "Set bot.ingress.host",
  ],
  [
    "two Azures",
    { image: IMAGE, simulator: { enabled: true }, operator: { simulatorUrl: "http://10.0.0.1:8090" } },
    "Set simulator.enabled or operator.simulatorUrl, not both",
  ],
  [
    "a trial with a real identity",
    { image: IMAGE, simulator: { enabled: true }, operator: { workloadIdentity: { enabled: true } } },
    "simulator.enabled is a trial without Azure",
  ],
];
