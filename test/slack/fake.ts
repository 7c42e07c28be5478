// A strict Slack for tests and the demo: one model behind the Web API, Socket Mode and signed HTTP.
import { allMethods } from "./api/dispatch.ts";
import { balanced } from "./deliver/balanced.ts";
import type { Carrier } from "./deliver/delivery.ts";
import { httpCarrier, type Signing, verifyUrl } from "./deliver/http.ts";
import { createOffice } from "./deliver/office.ts";
import { createSockets } from "./deliver/socket.ts";
import { type Routes, route } from "./door/routes.ts";
import { createDoor, type Door } from "./door/server.ts";
import { createFaults } from "./faults.ts";
import { identity } from "./model/people.ts";
import { createHands } from "./people/hands.ts";
import { testifyOfSlack } from "./testify.ts";
import type { Hands, SlackFake, SlackFakeOptions } from "./types.ts";
import { createWorld } from "./world.ts";

const ACK_MS = 3000;
const PING_MS = 5000;

/** Serves Slack on 127.0.0.1. Rejects when the port is taken. */
export async function startSlackFake(options: SlackFakeOptions): Promise<SlackFake> {
  const { ackMilliseconds = ACK_MS, pingMilliseconds = PING_MS, port = 0 } = options;
  const world = createWorld(options);
  testifyOfSlack(world);
  const sockets = createSockets(world, { ackMilliseconds, pingMilliseconds });
  const faults = createFaults();
  let signing: Signing = "right";
  let bot: Carrier = sockets.carrier;

  const url = () => door.url();
  const methods = allMethods(sockets.ticketAt);
  const routes: Routes = { world, methods, faults, mounted: [], url };
  const door: Door = createDoor(port, {
    answer: (request, response) => route(routes, request, response),
    upgrade: sockets.upgrade,
  });
  const carrier: Carrier = async (delivery) => (door.isOpen() ? await bot(delivery) : { failed: "dispatch_failed" });
  const office = createOffice(world, () => carrier);
  await door.open();

  const as = (id: string): Hands => {
    const person = world.people.find(id);
    if (person === undefined) throw new Error(`Nobody is called ${id}`);
    return createHands({ world, office, person, url });
  };
  const down = async (): Promise<void> => {
    sockets.cut();
    await door.close();
  };
  const { teamId, botUserId, botToken, appToken, signingSecret } = identity;
  const { transcript } = world;
  return {
    url: url(),
    apiUrl: `${url()}/api/`,
    teamId,
    botUserId,
    botToken,
    appToken,
    signingSecret,
    connectHttp: async (...requestUrls) => {
      for (const requestUrl of requestUrls) await verifyUrl(requestUrl, signing);
      const carrierTo = (requestUrl: string) => httpCarrier({ requestUrl, ackMilliseconds, signing: () => signing });
      bot = balanced(requestUrls.map(carrierTo));
    },
    signAs: (how) => {
      signing = how;
    },
    get sockets() {
      return sockets.count;
    },
    disconnectSockets: sockets.disconnect,
    mount: (handler) => void routes.mounted.push(handler),
    as,
    messages: (channel) => world.messages.seen(channel),
    invite: (id, isIn) => {
      const channel = world.channels.find(id);
      if (channel === undefined) throw new Error(`There is no channel ${id}`);
      channel.bot = isIn;
      world.changed();
    },
    fault: (method, fault, times = 1) => faults.add(method, fault, times),
    down,
    up: door.open,
    redeliverLast: office.redeliverLast,
    deliverDue: office.deliverDue,
    transcript: transcript.entries,
    problems: transcript.problems,
    pings: transcript.pings,
    onChange: world.onChange,
    stop: async () => {
      await sockets.close();
      await door.close();
    },
  };
}
