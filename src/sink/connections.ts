/**
 * The connections of a smtp-server, before they speak. The library has no hook for them: `connect` makes each and
 * adds it to `connections`. Leans on SMTPServer.connect and SMTPConnection.connectionReady of smtp-server 3.21.6.
 */
import type { SMTPServer } from 'smtp-server';

export type Connection = SMTPServer['connections'] extends Set<infer One> ? One : never;

/** Calls a function with every connection of a server, once, before its greeting. */
export function eachConnection(server: SMTPServer, prepare: (connection: Connection) => void): void {
  const connect = server.connect.bind(server);
  const known = new WeakSet<Connection>();
  server.connect = (socket, options) => {
    connect(socket, options);
    for (const connection of server.connections) {
      if (known.has(connection)) continue;
      known.add(connection);
      prepare(connection);
    }
  };
}

/** Greets without the library's pause of 100 ms, which is for catching clients that talk first. */
export function greetAtOnce(connection: Connection): void {
  const greet = connection.connectionReady.bind(connection);
  // The timer of the pause can't be stopped from outside: it finds nothing left to do.
  connection.connectionReady = () => {};
  greet();
}
