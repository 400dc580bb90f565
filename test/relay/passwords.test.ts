import { createHook } from 'node:async_hooks';
import { randomBytes, scryptSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  hashPassword,
  isUserName,
  matches,
  parsePasswords,
  withUser,
} from '../../src/relay/password-file.ts';
import { createPasswordCheck, hashToCheck } from '../../src/relay/passwords.ts';
import { failureOf } from '../message/deps.ts';

/** A cheap one, made by the runtime itself. */
function line(name: string, password: string, { log2 = 10, r = 8, p = 1 } = {}): string {
  const salt = randomBytes(16);
  const hash = scryptSync(password, salt, 32, { N: 2 ** log2, r, p });
  const base64 = (octets: Buffer): string => octets.toString('base64').replace(/=+$/, '');
  return `${name}:$scrypt$ln=${log2},r=${r},p=${p}$${base64(salt)}$${base64(hash)}`;
}

const salt = Buffer.alloc(16, 1).toString('base64').slice(0, 22);
const hash = Buffer.alloc(32, 2).toString('base64').slice(0, 43);

describe('the password file', () => {
  it('holds what was put into it, with every other line as it was', async () => {
    const made = await hashPassword('pass word', randomBytes(16));
    const before = '# scanners\r\n\nold:$scrypt$ln=15,r=8,p=1$x$y\n#scan1:$x';
    const added = withUser(before, 'scan1', made);
    expect(added.existed).toBe(false);
    expect(
      added.text.startsWith(
        '# scanners\n\nold:$scrypt$ln=15,r=8,p=1$x$y\n#scan1:$x\nscan1:$scrypt$ln=15,r=8,p=3$',
      ),
    ).toBe(true);
    const changed = withUser(added.text, 'scan1', { ...made, salt: Buffer.alloc(16) });
    expect(changed.existed).toBe(true);
    expect(changed.text.split('\n')).toHaveLength(added.text.split('\n').length);
    expect(changed.text).not.toBe(added.text);
    const removed = withUser(changed.text, 'scan1', null);
    expect(removed).toEqual({
      text: '# scanners\n\nold:$scrypt$ln=15,r=8,p=1$x$y\n#scan1:$x\n',
      existed: true,
    });
  });

  it('is what scrypt makes of the password (RFC 7914)', async () => {
    const made = await hashPassword('Jörg', Buffer.alloc(16, 7));
    const expected = scryptSync('Jörg', Buffer.alloc(16, 7), 32, { N: 32_768, r: 8, p: 3, maxmem: 2 ** 27 });
    expect(made.hash).toEqual(expected);
    expect(await matches('Jörg'.normalize('NFD'), made)).toBe(true);
    expect(await matches('jörg', made)).toBe(false);
  });

  it.each([
    ['scan1', 'form'],
    ['scan1:secret', 'form'],
    [`scan1:$scrypt$ln=15,r=8,p=1$${salt}`, 'form'],
    [`scan1:$scrypt$ln=15,r=8,p=1$${salt}$`, 'form'],
    [`scan1:$scrypt$ln=15,r=8,p=1$${salt}$${hash} `, 'form'],
    ['scan1:$2b$12$abcdefghijklmnopqrstuv', 'form'],
    [`:$scrypt$ln=15,r=8,p=1$${salt}$${hash}`, 'name'],
    [`a\u0000b:$scrypt$ln=15,r=8,p=1$${salt}$${hash}`, 'name'],
    [`${'x'.repeat(256)}:$scrypt$ln=15,r=8,p=1$${salt}$${hash}`, 'name'],
    // 16 GiB, 2 GiB by the block size, hours by p, nothing at all.
    [`scan1:$scrypt$ln=24,r=8,p=1$${salt}$${hash}`, 'cost'],
    [`scan1:$scrypt$ln=15,r=512,p=1$${salt}$${hash}`, 'cost'],
    [`scan1:$scrypt$ln=15,r=8,p=1000000$${salt}$${hash}`, 'cost'],
    [`scan1:$scrypt$ln=1,r=8,p=1$${salt}$${hash}`, 'cost'],
    [`scan1:$scrypt$ln=15,r=0,p=1$${salt}$${hash}`, 'cost'],
    [`scan1:$scrypt$ln=15,r=8,p=0$${salt}$${hash}`, 'cost'],
    [`scan1:$scrypt$ln=999,r=999999999,p=999999999$${salt}$${hash}`, 'cost'],
  ])('rejects %j', async (text, why) => {
    const failure = await failureOf(() => parsePasswords(`# comment\n${text}\n`, '/p'));
    expect(failure).toEqual({ code: 'CONFIG', reason: 'relay-password-line', file: '/p', line: 2, why });
  });

  it('rejects a user that is listed twice, also in another form of the same letters', async () => {
    const two = `${line('J\u00f6rg', 'a')}\n${line('Jo\u0308rg', 'b')}\n`;
    expect(await failureOf(() => parsePasswords(two, '/p'))).toMatchObject({ why: 'twice', line: 2 });
  });

  it.each([
    ['scan1', true],
    ['scan:1', true],
    ['scan@example.com', true],
    ['', false],
    [' scan', false],
    ['#scan', false],
    ['scan:$1', false],
    ['scan\n', false],
  ])('%j as a name: %s', (name, expected) => {
    expect(isUserName(name)).toBe(expected);
  });
});

describe('a login', () => {
  const text = `${line('scan1', 'right')}\n${line('scan2', 'other')}\n`;
  const check = createPasswordCheck({ file: '/p', read: () => text });

  it.each([
    ['scan1', 'right', 'accepted'],
    ['scan2', 'other', 'accepted'],
    ['scan1', 'other', 'rejected'],
    ['scan1', '', 'rejected'],
    ['scan1', 'right\0', 'rejected'],
    ['SCAN1', 'right', 'rejected'],
    ['', 'right', 'rejected'],
    ['nobody', 'right', 'rejected'],
    ['__proto__', 'right', 'rejected'],
    ['scan1', 'x'.repeat(100_000), 'rejected'],
  ])('as %j with %j: %s', async (user, password, verdict) => {
    expect(await check(user, password)).toBe(verdict);
  });

  it('with an empty password is rejected, even if that is what the hash is of', async () => {
    const empty = createPasswordCheck({ file: '/p', read: () => line('scan1', '') });
    expect(await empty('scan1', '')).toBe('rejected');
  });

  it('follows the file: no restart is needed', async () => {
    let now = text;
    const following = createPasswordCheck({ file: '/p', read: () => now });
    expect(await following('scan1', 'right')).toBe('accepted');
    now = line('scan2', 'other');
    expect(await following('scan1', 'right')).toBe('rejected');
  });

  it('fails if the file is damaged, and the next one is checked again', async () => {
    let now = 'scan1:damaged';
    const following = createPasswordCheck({ file: '/p', read: () => now });
    for (let count = 0; count < 3; count += 1) {
      await expect(following('scan1', 'right')).rejects.toMatchObject({
        failure: { reason: 'relay-password-line' },
      });
    }
    now = text;
    expect(await following('scan1', 'right')).toBe('accepted');
  });

  it('is one of two at once; twenty wait, the others are asked to come again', async () => {
    let reading = 0;
    let most = 0;
    let go = (): void => {};
    const gone = new Promise<void>((resolve) => {
      go = resolve;
    });
    const slow = createPasswordCheck({
      file: '/p',
      async read() {
        reading += 1;
        most = Math.max(most, reading);
        await gone;
        reading -= 1;
        return text;
      },
    });
    const verdicts = Array.from({ length: 30 }, () => slow('scan1', 'right'));
    go();
    const said = await Promise.all(verdicts);
    expect(said.filter((verdict) => verdict === 'accepted')).toHaveLength(22);
    expect(said.filter((verdict) => verdict === 'busy')).toHaveLength(8);
    expect(most).toBe(2);
    expect(await slow('scan1', 'right')).toBe('accepted');
  });

  it('of an unknown user costs what that of some known one does, and the same each time', () => {
    const hashes = parsePasswords(`${line('a', 'x', { log2: 11 })}\n${line('b', 'x', { p: 2 })}\n`, '/p');
    const secret = randomBytes(32);
    const costs = new Set<string>();
    for (let count = 0; count < 100; count += 1) {
      const [{ hash: first, isKnown }, { hash: second }] = [1, 2].map(() =>
        hashToCheck(`unknown${count}`, hashes, secret),
      ) as [ReturnType<typeof hashToCheck>, ReturnType<typeof hashToCheck>];
      expect([isKnown, second]).toEqual([false, first]);
      costs.add(`${first.costLog2},${first.parallelization}`);
    }
    expect(costs).toEqual(new Set(['11,1', '10,2']));
    const { hash: none } = hashToCheck('unknown', new Map(), secret);
    expect(none).toMatchObject({ costLog2: 15, blockSize: 8, parallelization: 3 });
  });

  it('of an unknown user is hashed as that of a known one', async () => {
    const hashed: string[] = [];
    const hook = createHook({
      init(_id, type) {
        hashed.push(type);
      },
    }).enable();
    await check('nobody', 'right');
    hook.disable();
    expect(hashed.filter((type) => type === 'SCRYPTREQUEST')).toHaveLength(1);
  });
});
