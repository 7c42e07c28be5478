// Connections over which nothing leaves once another process may lead.
import type { Agent } from "node:http";
import type { Duplex } from "node:stream";

/**
 * A request waits in its socket until that is connected. Between our look at the fence and that moment the process may
 * have been stopped for a minute: so there is another look as soon as it is connected, before a byte of it is written.
 * Behind a proxy the socket that is answered is the one to the proxy; the one through it is handed over once it is secure.
 */
export function withFence<A extends Agent>(agent: A, mayBegin: () => boolean): A {
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    const socket = connect(options, (error, made) => {
      if (!error && made && !mayBegin()) callback?.(new NotLeading(), made.destroy());
      else callback?.(error, made);
    });
    for (const event of ["connect", "secureConnect"]) socket?.on(event, () => look(socket, mayBegin));
    return socket;
  };
  return agent;
}

function look(socket: Duplex, mayBegin: () => boolean): void {
  if (!mayBegin()) socket.destroy(new NotLeading());
}

export class NotLeading extends Error {
  override readonly name = "NotLeading";
  constructor() {
    super("another process may lead by now");
  }
}
