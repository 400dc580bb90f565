/** A process of its own for tests about the environment: one handshake, its failure as JSON on standard output. */
import { shakeHands } from '../trust-plan.ts';

const [port] = process.argv.slice(2);
const server = { port: Number(port), asked: [], [Symbol.asyncDispose]: async () => {} };
const { failure } = await shakeHands(server, {});
process.stdout.write(JSON.stringify(failure));
