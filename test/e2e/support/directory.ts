/** Server working directories, and where nothing listens. */
import { chmod, mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface Directory extends AsyncDisposable {
  readonly path: string;
  file(name: string): string;
  write(name: string, content: string | Buffer): Promise<void>;
}

/** A directory with these files (name to content, as it is), gone when it goes out of scope. */
export async function directory(files: Readonly<Record<string, string | Buffer>> = {}): Promise<Directory> {
  const path = await mkdtemp(join(tmpdir(), 'sendmemo-e2e-'));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), content);
    await chmod(join(path, name), 0o644);
  }
  return {
    path,
    file: (name) => join(path, name),
    write: async (name, content) => await writeFile(join(path, name), content),
    [Symbol.asyncDispose]: async () => await rm(path, { recursive: true, force: true }),
  };
}

/** A port on 127.0.0.1 on which nothing listens. */
export async function closedPort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  return address.port;
}
