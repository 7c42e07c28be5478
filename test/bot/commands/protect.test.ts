// /asr protect: the question, the form, and one resource however often somebody presses.
import { afterEach, describe, expect, test } from "vitest";
import type { Answer, Request } from "../../../bot/command.ts";
import { protect } from "../../../bot/commands/protect.ts";
import type { PhysicalMachineProtection } from "../../../crds/types.ts";
import { network, protectionOf, vaultOf } from "../build.ts";
import { buttons, problems, words } from "../read.ts";
import { type Asking, type AskingParts, askingOf, machineOf, policyOf } from "./facts.ts";

let open: Asking | undefined;
afterEach(() => open?.stop());

const accounts = [
  { name: "linux-root", id: "1" },
  { name: "windows-admin", id: "2" },
];
const vault = vaultOf({
  spec: {
    defaults: {
      runAsAccount: "linux-root",
      target: { network: network("production") },
      testNetwork: { network: network("dr-test") },
    },
  },
  status: { runAsAccounts: accounts },
});
const gold = policyOf("gold");

async function scene(more: Partial<AskingParts> = {}): Promise<Asking> {
  open = await askingOf({
    commands: [protect],
    vaults: [vault],
    machines: [machineOf("app01")],
    policies: [gold],
    ...more,
  });
  return open;
}
const messageOf = (answer: Answer) => {
  if (!("message" in answer)) throw new Error("It answered with a form");
  expect(problems(answer.message)).toEqual([]);
  return answer.message;
};
const pressed = { source: "button", id: "feed000000000000" } as const satisfies Partial<Request>;
const madeBy = ({ writes }: Asking) =>
  writes.map(({ method, body }) => [method, body as PhysicalMachineProtection] as const);

describe("the question", () => {
  test("says with what, where it would fail over, and what it costs; nothing is written", async () => {
    const one = await scene();
    const message = messageOf(await one.ask("protect app01"));
    expect(words(message)).toBe(
      [
        "*Protect app01?*  contoso · dr-team",
        "With policy *gold*. The appliance installs the Mobility agent with run-as account *linux-root*.",
        "It would fail over into network *production*. Drills run in *dr-test*.",
        "The first copy takes hours for large disks. Azure charges for each protected machine, and for storage.",
      ].join("\n"),
    );
    expect(buttons(message)).toEqual({
      Protect: "protect app01 --policy gold --confirm 9f3c1a2b -n dr-team",
      "Change…": "protect app01 --policy gold --change -n dr-team",
      Cancel: "protect app01 --policy gold --cancel -n dr-team",
    });
    expect(one.writes).toEqual([]);
  });

  test("says that the agent has to be there when nothing names an account", async () => {
    const one = await scene({ vaults: [vaultOf()] });
    expect(words(messageOf(await one.ask("protect app01")))).toMatch(/The Mobility agent has to be on it already/);
  });

  test("says that nothing is real when a simulator plays Azure", async () => {
    const one = await scene({ vaults: [vaultOf({ status: { simulated: true } })] });
    expect(words(messageOf(await one.ask("protect app01")))).toMatch(/\*Simulated\*/);
  });

  test("can be answered with no", async () => {
    const one = await scene();
    const said = words(messageOf(await one.ask("protect app01 --policy gold --cancel", pressed)));
    expect(said).toBe("Nothing was done: *app01* stays as it is.");
    expect(one.writes).toEqual([]);
  });
});

describe("the form", () => {
  test("asks for the policy when several would do, and for the account", async () => {
    const one = await scene({ policies: [gold, policyOf("silver")] });
    const answer = await one.ask("protect app01");
    if (!("form" in answer)) throw new Error("It answered with a message");
    expect(answer.form.line).toBe("protect app01 -n dr-team");
    expect(answer.form.title.length).toBeLessThanOrEqual(24);
    expect(answer.form.blocks.map((block) => block.block_id)).toEqual([undefined, "policy", "run-as"]);
    expect(JSON.stringify(answer.form.blocks)).toMatch(/"silver".*"linux-root".*"windows-admin"/);
  });

  test("opens from Change… with what was chosen", async () => {
    const one = await scene({ policies: [gold, policyOf("silver")] });
    const answer = await one.ask("protect app01 --policy silver --change", pressed);
    if (!("form" in answer)) throw new Error("It answered with a message");
    expect(answer.form.blocks[1]).toMatchObject({ element: { initial_option: { value: "silver" } } });
  });

  test("leads to the question", async () => {
    const one = await scene({ policies: [gold, policyOf("silver")] });
    const answer = await one.ask("protect app01 --policy silver --run-as windows-admin", { source: "form" });
    expect(words(messageOf(answer))).toMatch(/With policy \*silver\*.*\*windows-admin\*/);
  });
});

describe("Protect", () => {
  const line = "protect app01 --policy gold --confirm 9f3c1a2b -n dr-team";

  test("makes what the question showed, in the name of who pressed, and says what comes", async () => {
    const one = await scene();
    const said = words(messageOf(await one.ask(line, pressed)));
    expect(said).toMatch(/^Asked for: `dr-team\/app01`\. .*half an hour.*`\/asr status app01`/);
    expect(said).not.toMatch(/success|done|is protected\./i);
    const [[method, made] = []] = madeBy(one);
    expect(method).toBe("POST");
    expect(made).toMatchObject({
      metadata: {
        name: "app01",
        namespace: "dr-team",
        annotations: { "asr-chatops.io/requested-by": "slack:U024BE7LH", "asr-chatops.io/channel": "C0DRILLS01" },
      },
      spec: { vault: "contoso", policy: "gold", machine: { name: "app01" } },
    });
  });

  test("leaves the account and the end of replication to the defaults", async () => {
    const one = await scene();
    await one.ask(line, pressed);
    expect(one.held.get("app01")?.spec).toEqual({ vault: "contoso", policy: "gold", machine: { name: "app01" } });
  });

  test("names the account that was chosen", async () => {
    const one = await scene();
    await one.ask(`${line} --run-as windows-admin`, pressed);
    expect(one.held.get("app01")?.spec.runAsAccount).toBe("windows-admin");
  });

  test("twice makes one, and says the same twice", async () => {
    const one = await scene();
    const first = messageOf(await one.ask(line, pressed));
    expect(messageOf(await one.ask(line, pressed))).toEqual(first);
    expect(one.held.size).toBe(1);
  });

  test("names the machine by its id when its name is that of another", async () => {
    const twins = [machineOf("twin", {}, "twin-1"), machineOf("twin", {}, "twin-2")];
    const one = await scene({ machines: twins });
    await one.ask("protect twin-2 --policy gold --confirm 9f3c1a2b", pressed);
    expect(one.held.get("twin")?.spec.machine).toEqual({ id: "/sites/dr/machines/twin-2" });
  });

  test.each([
    ["App_01.Contoso", "app-01-contoso"],
    [`${"a".repeat(62)}.b`, "a".repeat(62)],
    ["---", "odd-1"],
  ])("of %s makes a resource with a name that Kubernetes takes", async (machine, name) => {
    const one = await scene({ machines: [machineOf(machine, {}, "odd-1")] });
    await one.ask("protect odd-1 --policy gold --confirm 9f3c1a2b", pressed);
    expect([...one.held.keys()]).toEqual([name]);
  });

  describe("where another protection has the name", () => {
    const theirs = protectionOf({ metadata: { name: "app01" }, spec: { machine: { name: "older" } } });

    test("takes the resource name of the machine, and leaves the other alone", async () => {
      const one = await scene({ machines: [machineOf("app01", {}, "app01-1a2b3c4d")] });
      one.held.set("app01", theirs);
      expect(words(messageOf(await one.ask(line, pressed)))).toMatch(/^Asked for: `dr-team\/app01-1a2b3c4d`/);
      expect([...one.held.keys()]).toEqual(["app01", "app01-1a2b3c4d"]);
      expect(one.held.get("app01")).toEqual(theirs);
    });

    test("says that nothing was done when that name is taken as well", async () => {
      const one = await scene();
      one.held.set("app01", theirs);
      await expect(one.ask(line, pressed)).rejects.toThrow(/called `app01` already, so nothing was done for `app01`/);
      expect(one.held.get("app01")).toEqual(theirs);
    });
  });

  test("cannot be typed", async () => {
    const one = await scene();
    await expect(one.ask(line)).rejects.toThrow(/cannot be typed/);
    expect(one.writes).toEqual([]);
  });
});

describe("it is refused", () => {
  const mine = protectionOf({ metadata: { name: "app01" } });
  test.each<[string, string, Partial<AskingParts>, RegExp]>([
    ["for a machine that nobody sees", "protect ap01", {}, /Did you mean \*app01\*/],
    ["for one that is protected here", "protect app01", { protections: [mine] }, /\*app01\* has a protection already/],
    [
      "for one that another namespace protects",
      "protect app01",
      { machines: [machineOf("app01", { protectedBy: { namespace: "shop", name: "a" } })] },
      /protected already, by `shop\/a`/,
    ],
    [
      "without a policy in the namespace",
      "protect app01",
      { policies: [] },
      /There is no ReplicationPolicy in \*dr-team\* yet/,
    ],
    [
      "with a policy that has a slip",
      "protect app01 --policy glod",
      {},
      /no policy \*glod\* in \*dr-team\*\. Did you mean \*gold\*\?/,
    ],
    [
      "with a policy of another vault",
      "protect app01",
      { policies: [policyOf("gold", { vault: "fabrikam" })] },
      /There is no ReplicationPolicy/,
    ],
    [
      "with an account that no appliance knows",
      "protect app01 --run-as root",
      {},
      /know no run-as account \*root\*\. It knows \*linux-root\*, \*windows-admin\*/,
    ],
  ])("%s", async (_, line, more, said) => {
    const one = await scene(more);
    await expect(one.ask(line)).rejects.toThrow(said);
    expect(one.writes).toEqual([]);
  });
});
