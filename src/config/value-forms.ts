/** Whether a value has the form that its setting asks for; nothing here touches the disk. */
import { isIPv4, isIPv6 } from 'node:net';
import { hasControl } from '../text/control-characters.ts';
import { eachPart, isFqdn, isHostName, parseHosts, parseProxy } from './hosts.ts';
import { nearestWord } from '../text/spelling.ts';
import { parseAddressList } from '../message/address.ts';
import { parseAge, parseSeconds, parseWhole } from './numbers.ts';
import { parseListen } from './relay-forms.ts';
import type { ValueForm } from './setting.ts';

/** @returns whether a value that is not empty is valid. */
export function hasForm(text: string, form: ValueForm): boolean {
  // From options and the environment; a file's lines were looked at before.
  if (hasControl(text)) return false;
  switch (form.kind) {
    case 'choice':
      return form.allowed.includes(text);
    case 'number':
      return parseWhole(text, form.min, form.max) !== null;
    case 'seconds':
      return parseSeconds(text) !== null;
    case 'age':
      return parseAge(text) !== null;
    case 'hosts':
      return parseHosts(text) !== null;
    case 'url':
      return form.words.includes(text) || isHttps(text);
    case 'proxy':
      return parseProxy(text) !== null;
    case 'ip-address':
      return isIPv4(text) || isIPv6(text);
    case 'domain':
      return isHostName(text) && !text.endsWith('.');
    case 'domains':
      return eachPart(text, (part) => (isHostName(part) && !part.endsWith('.') ? part : null)) !== null;
    case 'listen':
      return parseListen(text) !== null;
    case 'address':
      return countAddresses(text) === 1;
    case 'addresses':
      return countAddresses(text) > 0;
    case 'ehlo-name':
      return isEhloName(text);
    case 'fingerprint':
      return parseFingerprint(text) !== null;
    case 'file':
    case 'directory':
    case 'text':
    // Read where it is set, by networks.ts (load.ts).
    case 'networks':
      return text.trim() !== '';
  }
}

/** @returns how many mailboxes a text holds, read as strictly as an option; 0 where it is none. */
function countAddresses(text: string): number {
  try {
    return parseAddressList({ text, source: '' }, { domain: null }).length;
  } catch {
    return 0;
  }
}

/** @returns the allowed value that was probably meant, or null. */
export function nearestValue(text: string, form: ValueForm): string | null {
  if (form.kind === 'url') return text.includes('://') ? null : nearestWord(text.toLowerCase(), form.words);
  // With socks5 the name would be looked up on this machine.
  if (form.kind === 'proxy') return nearestProxy(text);
  if (form.kind !== 'choice') return null;
  const lower = text.toLowerCase();
  return form.synonyms?.[lower] ?? nearestWord(text, form.allowed);
}

/** Without a user, a password and a fragment, which a token endpoint has not (RFC 6749, section 3.2). */
function isHttps(text: string): boolean {
  if (!/^https:\/\/[^\s@#]+$/i.test(text)) return false;
  return URL.canParse(text);
}

function nearestProxy(text: string): string | null {
  const nearest = text.replace(/^socks5?:\/\//i, 'socks5h://').replace(/^https:\/\//i, 'http://');
  return nearest !== text && parseProxy(nearest) !== null ? nearest : null;
}

/** RFC 5321, 4.1.1.1 and 4.1.3: a fully qualified name or an address literal. */
export function isEhloName(text: string): boolean {
  const literal = /^\[(?<address>.*)\]$/.exec(text)?.groups?.['address'];
  if (literal === undefined) return isFqdn(text);
  if (!/^ipv6:/i.test(literal)) return isIPv4(literal);
  const address = literal.slice('IPv6:'.length);
  return isIPv6(address) && !address.includes('%');
}

/** SHA-256 in hex, with or without colons between the octets. @returns 64 lower-case digits, or null. */
export function parseFingerprint(text: string): string | null {
  return /^(?:[0-9a-f]{64}|[0-9a-f]{2}(?::[0-9a-f]{2}){31})$/i.test(text)
    ? text.replaceAll(':', '').toLowerCase()
    : null;
}
