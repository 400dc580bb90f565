/**
 * The parameters of Content-Type and Content-Disposition (RFC 2045, 5.1; RFC 2231): read in every form that they come
 * in, and written anew where the wire can't take them. What fits keeps its form.
 */
import type { HeaderToken } from './header-tokens.ts';
import { headerTokens, unquote } from './header-tokens.ts';
import { commentItems, writeRuns } from './header-runs.ts';
import { isEightBitField } from './line-facts.ts';

export interface Parameter {
  /** As written, without the blanks around it. */
  readonly raw: string;
  /** Lower case, with its `*`; '' where there is no `=`. */
  readonly name: string;
  /** Without quotes and escapes; percent signs unchanged. */
  readonly value: string;
}

export interface ParameterField {
  /** `text/plain` or `attachment` with its comments, as written. */
  readonly main: string;
  /** The same in lower case, without comments and blanks. */
  readonly type: string;
  readonly parameters: readonly Parameter[];
}

/** A parameter may be up to here in one piece. */
const longParameter = 900;
const chunkLength = 54;

/** Reads the value of such a field. */
export function readParameters(value: string): ParameterField {
  const segments: HeaderToken[][] = [[]];
  for (const token of headerTokens(value, 'parameters')) {
    if (token.kind === 'special') segments.push([]);
    else segments.at(-1)?.push(token);
  }
  const [main = [], ...rest] = segments;
  return {
    main: join(main).trim(),
    type: join(main.filter(({ kind }) => kind === 'atom'))
      .replace(/[ \t]+/g, '')
      .toLowerCase(),
    parameters: rest.map(readParameter).filter(({ raw }) => raw !== ''),
  };
}

function join(tokens: readonly HeaderToken[]): string {
  return tokens.map(({ text }) => text).join('');
}

function readParameter(tokens: readonly HeaderToken[]): Parameter {
  const raw = join(tokens).trim();
  const plain = tokens.filter(({ kind }) => kind !== 'comment');
  const at = plain.findIndex(({ kind, text }) => kind === 'atom' && text.includes('='));
  const sign = plain[at];
  if (sign === undefined) return { raw, name: '', value: '' };
  const split = sign.text.indexOf('=');
  const name = join(plain.slice(0, at)).trim() + sign.text.slice(0, split);
  const written: HeaderToken[] = [{ kind: 'atom', text: sign.text.slice(split + 1) }, ...plain.slice(at + 1)];
  // Blanks within the quotes are part of the value, those around it are not.
  const isText = ({ kind, text }: HeaderToken): boolean => kind !== 'blank' && text !== '';
  const value = written
    .slice(Math.max(0, written.findIndex(isText)), written.findLastIndex(isText) + 1)
    .map(({ kind, text }) => (kind === 'quoted' ? unquote(text) : text))
    .join('');
  return { raw, name: name.trim().toLowerCase(), value };
}

/**
 * @returns the value of a parameter, its sections put together, `%XX` decoded as octets; the plain form counts where
 * both are there; null: there is none
 */
export function findParameter({ parameters }: ParameterField, name: string): string | null {
  const plain = parameters.find((parameter) => parameter.name === name);
  if (plain !== undefined) return plain.value;
  const sections = sectionsOf(parameters, name);
  if (sections.length === 0) return null;
  return sections.map(({ extended, text }) => (extended ? decodePercent(text) : text)).join('');
}

interface Section {
  readonly extended: boolean;
  /** Without charset and language. */
  readonly text: string;
  /** `utf-8'en'` before the first. */
  readonly label: string;
}

/** The sections `name*`, `name*0`, `name*0*` … in their order. */
function sectionsOf(parameters: readonly Parameter[], name: string): Section[] {
  return parameters
    .filter((parameter) => familyOf(parameter.name) === name && parameter.name !== name)
    .map((parameter) => ({
      parameter,
      number: Number(/\*(\d{1,6})\*?$/.exec(parameter.name)?.[1] ?? 0),
    }))
    .toSorted((one, other) => one.number - other.number)
    .map(({ parameter: { name: full, value } }, at) => {
      const extended = full.endsWith('*');
      const label = at === 0 && extended ? (/^[^']*'[^']*'/.exec(value)?.[0] ?? '') : '';
      return { extended, label, text: value.slice(label.length) };
    });
}

function familyOf(name: string): string {
  const star = name.indexOf('*');
  return star === -1 ? name : name.slice(0, star);
}

function decodePercent(text: string): string {
  return text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}

/**
 * Writes a value anew so that it is ASCII and can be folded.
 * @param value unfolded, decoded
 * @param known false: its characters are octets in an unknown charset
 * @returns null where that can't be done safely
 */
export function repairParameters(value: string, known: boolean): string | null {
  const field = readParameters(value);
  const main = repairMain(field.main, known);
  if (main === null) return null;
  const written: string[] = [main];
  const done = new Set<string>();
  const families = new Map<string, Parameter[]>();
  for (const parameter of field.parameters) {
    const family = familyOf(parameter.name);
    const members = families.get(family);
    if (members === undefined) families.set(family, [parameter]);
    else members.push(parameter);
  }
  const unfitFamilies = new Set([...families].filter(([, all]) => !all.every(isFit)).map(([name]) => name));
  for (const parameter of field.parameters) {
    const family = familyOf(parameter.name);
    if (done.has(family)) continue;
    const members = families.get(family) ?? [];
    if (!unfitFamilies.has(family)) {
      // Its other sections come when their turn is there.
      written.push(parameter.raw);
      continue;
    }
    done.add(family);
    const rebuilt = rebuildFamily(family, members, known);
    if (rebuilt === null) return null;
    for (const one of rebuilt) written.push(one);
  }
  return written.join('; ');
}

function isFit({ raw }: Parameter): boolean {
  return raw.length <= longParameter && !isEightBitField(raw);
}

/** Comments may be encoded; a media type can't be. */
function repairMain(main: string, known: boolean): string | null {
  const written = headerTokens(main, 'parameters')
    .map(({ kind, text }) => (kind === 'comment' ? writeRuns(commentItems(text), known) : text))
    .join('');
  return isEightBitField(written) ? null : written;
}

/** All parameters of one name as one in RFC 2231's form. A plain one beside an encoded one says the same: it goes. */
function rebuildFamily(family: string, members: readonly Parameter[], known: boolean): string[] | null {
  const sections = sectionsOf(members, family);
  const plain = members.filter(({ name }) => name === family);
  if (!/^[!#$&+\-.0-9A-Z^_`a-z{|}~]+$/.test(family)) return null;
  if (sections.length > 0 && members.filter(({ name }) => name !== family).every(isFit)) {
    return members.filter(({ name }) => name !== family).map(({ raw }) => raw);
  }
  const ascii = members.every(({ raw }) => !isEightBitField(raw));
  if (sections.length === 0) {
    const text = plain[0]?.value ?? '';
    if (ascii) return continued(family, text);
    return family === 'boundary'
      ? null
      : extended(family, known ? "UTF-8''" : "unknown-8bit''", percent(text, known));
  }
  if (sections.every((section) => !section.extended) && ascii) {
    return continued(family, sections.map(({ text }) => text).join(''));
  }
  const label = sections[0]?.label ?? '';
  const isUtf8 = /^utf-?8'/i.test(label) || label === '';
  // Octets beyond ASCII in a value of another charset: what was meant is not known.
  if (family === 'boundary' || (!ascii && !(isUtf8 && known))) return null;
  const text = sections
    .map((section) => (section.extended ? percentRest(section.text) : percent(section.text, true)))
    .join('');
  return extended(family, label === '' ? "UTF-8''" : label, text);
}

/** Every octet but the letters that RFC 2231 leaves as they are. */
function percent(text: string, known: boolean): string {
  let encoded = '';
  for (const octet of Buffer.from(text, known ? 'utf8' : 'latin1')) {
    const char = String.fromCharCode(octet);
    encoded += /[A-Za-z0-9._~-]/.test(char) ? char : `%${octet.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return encoded;
}

/** An encoded value stays as it is; what is left beyond ASCII is encoded. */
function percentRest(text: string): string {
  return text.replace(/[^!#-&+\-.0-9A-Z^_`a-z{|}~]+/g, (rest) => percent(rest, true));
}

function extended(name: string, label: string, text: string): string[] {
  if (name.length + label.length + text.length <= chunkLength) return [`${name}*=${label}${text}`];
  // No character is divided: not every reader joins the sections before it decodes them.
  const units =
    text.match(/(?:%[C-Fc-f][0-9A-Fa-f](?:%[89ABab][0-9A-Fa-f]){1,3})|%[0-9A-Fa-f]{2}|[^]/g) ?? [];
  const chunks: string[] = [];
  let chunk = label;
  for (const unit of units) {
    if (chunk.length + unit.length > chunkLength) {
      chunks.push(chunk);
      chunk = '';
    }
    chunk += unit;
  }
  return [...chunks, chunk].map((part, at) => `${name}*${at}*=${part}`);
}

function continued(name: string, text: string): string[] {
  const chunks = text.match(new RegExp(`[^]{1,${chunkLength}}`, 'g')) ?? [''];
  return chunks.map((chunk, at) => `${name}*${at}="${chunk.replace(/["\\]/g, '\\$&')}"`);
}
