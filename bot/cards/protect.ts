// What is said around protecting a machine: the question, the form, what was asked for, and how it ends. Pure.
import type { InputBlock, PlainTextOption } from "@slack/types";
import type { PhysicalMachineProtection } from "../../crds/types.ts";
import { nameOf, type ProtectRequest, protectLine } from "../protect-request.ts";
import type { Form } from "./form.ts";
import type { Message } from "./message.ts";
import { actions, bold, button, code, context, cut, esc, message, say, section } from "./text.ts";
import { lastPart, named, plainly } from "./told.ts";

export interface ProtectPreview {
  readonly request: ProtectRequest;
  readonly namespace: string;
  /** Makes two presses one. */
  readonly id: string;
  readonly simulated: boolean;
}

export function protectPreview({ request, namespace, id, simulated }: ProtectPreview): Message {
  const { machine, vault, policy, runAs } = request;
  const { target, testNetwork, runAsAccount } = vault.spec.defaults ?? {};
  const account = runAs ?? runAsAccount;
  const lines = [
    `${bold(`Protect ${named(nameOf(machine))}?`)}  ${esc(vault.metadata.name)} · ${esc(namespace)}`,
    `With policy ${bold(policy ?? "")}. ${agent(account)}`,
    [...fails(target?.network), ...drills(testNetwork?.network)].join(" "),
    "The first copy takes hours for large disks. Azure charges for each protected machine, and for storage.",
  ];
  const shown = lines.filter((line) => line !== "");
  return message(plainly(shown), [
    section(shown.join("\n")),
    ...actions([
      button("Protect", protectLine(request, namespace, { confirm: id }), { style: "primary" }),
      button("Change…", protectLine(request, namespace, { change: "" })),
      button("Cancel", protectLine(request, namespace, { cancel: "" })),
    ]),
    ...(simulated ? [context("*Simulated*: nothing here is real")] : []),
  ]);
}

function agent(account: string | undefined): string {
  return account === undefined
    ? "The Mobility agent has to be on it already: no run-as account was named."
    : `The appliance installs the Mobility agent with run-as account ${bold(account)}.`;
}

function fails(network: string | undefined): readonly string[] {
  return network === undefined ? [] : [`It would fail over into network ${bold(named(lastPart(network)))}.`];
}

function drills(network: string | undefined): readonly string[] {
  return network === undefined ? [] : [`Drills run in ${bold(named(lastPart(network)))}.`];
}

/** Asks for what nobody said: policy and run-as account. Its answer is the preview. */
export function protectForm(request: ProtectRequest, namespace: string): Form {
  const { machine, vault, policies, policy, runAs } = request;
  const accounts = (vault.status?.runAsAccounts ?? []).map(({ name }) => name);
  const byDefault = runAs ?? vault.spec.defaults?.runAsAccount;
  return {
    title: "Protect a machine",
    submit: "Preview",
    line: protectLine({ ...request, policy: undefined, runAs: undefined }, namespace),
    blocks: [
      section(
        `${bold(named(nameOf(machine)))} in vault ${bold(vault.metadata.name)}. Nothing is done before you press Protect.`,
      ),
      select("policy", "Replication policy", { names: policies, chosen: policy, optional: false }),
      ...(accounts.length === 0
        ? []
        : [
            select("run-as", "Run-as account that installs the Mobility agent", {
              names: accounts,
              chosen: byDefault,
              optional: true,
            }),
          ]),
    ],
  };
}

interface Choices {
  readonly names: readonly string[];
  readonly chosen: string | undefined;
  readonly optional: boolean;
}

/** Slack takes 100 options, of 75 characters each. */
function select(flag: string, label: string, { names, chosen, optional }: Choices): InputBlock {
  const options = names.slice(0, 100).map(option);
  const initial = options.find(({ value }) => value === chosen);
  return {
    type: "input",
    block_id: flag,
    label: { type: "plain_text", text: label },
    optional,
    element: {
      type: "static_select",
      action_id: "value",
      options,
      ...(initial !== undefined && { initial_option: initial }),
    },
  };
}

function option(name: string): PlainTextOption {
  return { text: { type: "plain_text", text: cut(name, 75) }, value: name };
}

/** The resource exists; Azure has not been asked yet. */
export function protectAsked({ metadata }: PhysicalMachineProtection): Message {
  const { name, namespace } = metadata;
  return say(
    `Asked for: ${code(`${namespace}/${name}`)}. Azure prepares it for about half an hour, then copies the disks; it is protected when the first recovery point is there. ${code(`/asr status ${name}`)} tells how far it is.`,
    [button("Status", `status ${name} -n ${namespace}`)],
  );
}

export function notAsked(request: ProtectRequest): Message {
  return say(`Nothing was done: ${bold(named(nameOf(request.machine)))} stays as it is.`);
}
