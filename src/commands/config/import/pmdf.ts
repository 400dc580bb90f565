/**
 * PMDF: the keywords of a TCP/IP channel block, `channel keyword keyword …`, then the official host name. `!` begins
 * a comment, a backslash at the end goes on in the next line. `notls` holds where no keyword says otherwise;
 * `maytlsclient` goes on in plain text where STARTTLS is not offered.
 */
import type { Collector, Named } from './collector.ts';
import { createCollector } from './collector.ts';
import type { Format, Imported, Place, Source } from './page.ts';

const tlsKeyword = /^(no|may|must)tls(client|server)?$/i;

export const pmdf: Format = {
  fileName: 'pmdf.cnf',
  program: 'PMDF',
  named: /pmdf|channel|\.chn$/i,
  likeness: (lines) =>
    lines.filter((line) => !/^\s*[!#;]/.test(line) && line.split(/\s+/).some((word) => tlsKeyword.test(word)))
      .length * 4,
  read: readPmdf,
};

interface Channel {
  readonly name: string;
  readonly line: number;
  readonly keywords: readonly Named[];
}

/** Keywords with a value. */
const valued = new Set([
  'daemon',
  'port',
  'tlsswitchchannel',
  'saslswitchchannel',
  'switchchannel',
  'interfaceaddress',
]);

function readPmdf(source: Source): Imported {
  const out = createCollector(source);
  const channels = readChannels(source);
  const tcp = channels.filter(({ keywords }) => keywords.some(({ name }) => tlsKeyword.test(name)));
  const chosen = tcp.find(({ name }) => name === 'tcp_local') ?? tcp[0] ?? channels[0];
  const others = tcp.filter((channel) => channel !== chosen);
  if (others.length > 0) {
    out.remark('one-taken', chosen ? { line: chosen.line, name: chosen.name } : null, {
      setting: 'EnableTLS',
      detail: others.map(({ name }) => name).join(', '),
    });
  }
  if (chosen) readTls(chosen, out);
  const at = (name: string): Named | undefined =>
    chosen?.keywords.find((word) => word.name.toLowerCase() === name);
  const daemon = at('daemon');
  const port = at('port');
  if (daemon && daemon.value !== '' && daemon.value !== 'router') {
    out.carry('smtp-server-host', daemon.value.replace(/^\[(.*)\]$/, '$1'), daemon);
  } else {
    out.remark('host-missing', null, { setting: 'smtp-server-host' });
  }
  if (port && port.value !== '') out.carry('smtp-server-port', port.value, port);
  for (const keyword of chosen?.keywords ?? []) readKeyword(keyword, out);
  return out.result();
}

/** The last of two keywords wins; a keyword without client or server speaks of both. */
function readTls(channel: Channel, out: Collector): void {
  const keyword = channel.keywords.findLast(
    ({ name }) => tlsKeyword.test(name) && !name.toLowerCase().endsWith('server'),
  );
  const at: Place = keyword ?? { line: channel.line, name: channel.name };
  const word = keyword?.name.toLowerCase() ?? 'notls';
  if (word.startsWith('no')) {
    out.carry('EnableTLS', '0', at);
    out.remark('plain-text', at, { setting: 'EnableTLS' });
    return;
  }
  out.carry('EnableTLS', '1', at);
  out.carry('StartTLSPolicy', 'must', at);
  if (word.startsWith('may')) out.remark('falls-back', at, { setting: 'StartTLSPolicy' });
  out.remark('now-verified', at, { setting: 'EnableTLS' });
}

/** Of the others, those that speak of the way to the server; the rest is about channels, which there are none here. */
function readKeyword(keyword: Named, out: Collector): void {
  const name = keyword.name.toLowerCase();
  if (/^(no|may|must)tlsserver$|^tlsswitchchannel$|saslserver$/.test(name)) {
    out.remark('server-side', keyword, { file: 'sendmemo-ssl.cfg' });
  } else if (name.endsWith('saslclient')) {
    out.remark('no-equal', keyword, { file: 'sendmemo.cfg' });
  } else if (name === 'mx') {
    out.remark('mx-lookup', keyword, { setting: 'smtp-server-host' });
  } else if (/^(msexchange|interfaceaddress|authrewrite|allowetrn|\w*router)$/.test(name)) {
    out.remark('no-equal', keyword, { file: 'sendmemo.cfg', detail: keyword.value });
  }
}

/** Blocks are separated by blank lines; the first line of one names the channel. */
function readChannels(source: Source): readonly Channel[] {
  const channels: { name: string; line: number; keywords: Named[] }[] = [];
  let inBlock = false;
  let continued = false;
  for (const [index, raw] of source.lines.entries()) {
    const whole = raw.trim();
    if (whole.startsWith('!')) continue;
    const goesOn = whole.endsWith('\\');
    const text = goesOn ? whole.slice(0, -1).trimEnd() : whole;
    if (text === '' && !continued) {
      inBlock = false;
      continue;
    }
    const words = text.split(/\s+/);
    const line = index + 1;
    const last = channels.at(-1);
    if (continued && last) {
      for (const keyword of toKeywords(words, line)) last.keywords.push(keyword);
    } else if (!inBlock && words.length > 1 && !/[$|[]/.test(text)) {
      channels.push({ name: words[0] ?? '', line, keywords: toKeywords(words.slice(1), line) });
    }
    inBlock = true;
    continued = goesOn;
  }
  return channels;
}

function toKeywords(words: readonly string[], line: number): Named[] {
  const keywords: Named[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const name = words[index] ?? '';
    const takes = valued.has(name.toLowerCase());
    keywords.push({ line, name, value: takes ? (words[index + 1] ?? '') : '' });
    if (takes) index += 1;
  }
  return keywords;
}
