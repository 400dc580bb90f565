/** What bin/sendmemo runs: the program in the real world, and the end of the process. */
import { main } from './main.ts';
import { nodeSystem } from './system.ts';

// It changes nothing here, for every session says itself what it verifies; but Node would warn of it in each mail of cron.
delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];

// Everything that counts is on the wire, on the disk or written when main is done: what is still open (a pipe on
// standard input, a server that does not close) must not keep the process.
void main(nodeSystem()).then((status) => process.exit(status));
