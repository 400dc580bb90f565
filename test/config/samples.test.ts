import fs from 'node:fs';
import { describe, expect, test } from 'vitest';
import { settingsOf } from '../../src/config/settings-table.ts';
import { createServerDirectory } from './server-directory.ts';

const files = ['sendmemo-ssl.cfg', 'sendmemo.cfg'] as const;

function readSample(name: string): string {
  return fs.readFileSync(new URL(`../../samples/${name}`, import.meta.url), 'utf8');
}

describe.each(files)('samples/%s', (name) => {
  const text = readSample(name);
  const lines = [...text.matchAll(/^;(?<name>[\w-]+) =(?: (?<value>.*))?$/gm)];

  test('shows every setting once, commented out, with its default', () => {
    const shown = lines.map(({ groups }) => [groups?.['name'] ?? '', groups?.['value'] ?? '']);
    expect(new Map(shown as [string, string][])).toEqual(
      new Map(settingsOf(name).map((setting) => [setting.name, setting.default])),
    );
    expect(shown).toHaveLength(settingsOf(name).length);
  });

  test('changes nothing, as it is and with every line uncommented', async () => {
    using bare = createServerDirectory();
    using dir = createServerDirectory({ [name]: text });
    const { server, tls } = await bare.load({});
    const loaded = async () => {
      const settings = await dir.load();
      return { tls: settings.tls, server: { ...settings.server, spool: null } };
    };
    expect(await loaded()).toEqual({ tls, server });
    dir.write(name, text.replaceAll(/^;(?=[\w-]+ =)/gm, ''));
    const uncommented = await loaded();
    // The one default that says less when it is written down: which level, not whether.
    const logLevel = name === 'sendmemo.cfg' ? 'info' : null;
    expect(uncommented).toEqual({ tls, server: { ...server, logLevel } });
  });
});

test('ours stand apart from the original settings', () => {
  const text = readSample('sendmemo-ssl.cfg');
  const border = text.indexOf("Settings that InfoPrint's sendmemo does not have");
  expect(border).toBeGreaterThan(0);
  for (const { name, original } of settingsOf('sendmemo-ssl.cfg')) {
    expect([name, text.indexOf(`\n;${name} =`) < border]).toEqual([name, original]);
  }
});
