/**
 * Sentences with places. A language is a table of them, and `createSay` fills the places with facts:
 * `{path}`; `{path:sh}` in one of the forms below; `{? ({detail})}` is left out if a fact in it is null or empty.
 * The compiler knows the places of the English table: a fact that is missing, or another place in a translation, is a
 * type error.
 */
import type { Origin, Reply, ServerFacts } from '../failure/facts.ts';
import { toJson } from '../text/control-characters.ts';
import { hostPort } from '../text/host-port.ts';
import { replyText } from '../text/reply-text.ts';
import { shellWord } from '../text/shell-word.ts';
import { minute, octal } from '../text/units.ts';

/** What a place can be filled with; a list is joined with commas. */
type Fact = string | number | null | undefined | readonly string[] | Reply | Address | Origin;
type Address = Pick<ServerFacts, 'host' | 'port'>;
type Facts = Readonly<Record<string, Fact>>;

type Unformed<Place extends string> = Place extends `${infer Name}:${string}` ? Name : Place;
type Place<Text extends string> = Text extends `?${string}{${infer Inner}` ? Unformed<Inner> : Unformed<Text>;

/** The names of the places in a sentence. */
type Places<Sentence> = Sentence extends `${string}{${infer Text}}${infer Rest}`
  ? Place<Text> | Places<Rest>
  : never;

/** The hint that belongs to a sentence, if there is one. */
type HintOf<Table, Key> = Key extends string ? Extract<keyof Table, `${Key}.hint`> : never;

/** What the sentences of these keys need. */
type FactsOf<Table, Key extends keyof Table> = { readonly [Name in Places<Table[Key]>]: Fact };

/** The members of a union of facts that fill the sentence of their tag, and its hint, as they are. */
export type Plain<
  Table,
  Union extends { readonly [Name in Tag]: string },
  Tag extends string = 'reason',
> = Union extends { readonly [Name in Tag]: keyof Table }
  ? Union extends FactsOf<Table, Union[Tag] | HintOf<Table, Union[Tag]>>
    ? Union
    : never
  : never;

/** A translation: a sentence for each key of the English table, with no other places. */
export type Translation<Table, Own> = {
  readonly [Key in keyof Table | keyof Own]: Key extends keyof Table & keyof Own
    ? Places<Own[Key]> extends Places<Table[Key]>
      ? string
      : never
    : never;
};

/** What happened, and what to change; null where nothing can be. */
export interface Words {
  readonly what: string;
  readonly hint: string | null;
}

export interface Say<Table> {
  /** @returns the sentence of a key with its facts */
  <Key extends keyof Table & string>(key: Key, facts: FactsOf<Table, Key>): string;
  /** @returns a sentence and a hint: that of the third argument, or else `KEY.hint`, or null */
  readonly words: <
    Key extends keyof Table & string,
    Hint extends (keyof Table & string) | null | undefined = HintOf<Table, Key> & string,
  >(
    key: Key,
    facts: FactsOf<Table, Key | (Hint extends null | undefined ? HintOf<Table, Key> : Hint & string)>,
    hint?: Hint,
  ) => Words;
  /** @returns the key `PREFIX.NAME`, or undefined if there is none */
  readonly find: <Prefix extends string>(
    prefix: Prefix,
    name: string,
  ) => Extract<keyof Table & string, `${Prefix}.${string}`> | undefined;
}

/** Ready to be shown in quotes, and short. */
function cut(text: string): string {
  return toJson(text.length > 200 ? `${text.slice(0, 200)}…` : text);
}

/** How a fact is written in a place that asks for it. */
const forms: Readonly<Record<string, (fact: never) => string>> = {
  sh: shellWord,
  json: toJson,
  cut,
  octal,
  minute,
  /** A command without the program's name. */
  bare: (command: string) => command.replace(/^sendmemo /, ''),
  /** A list with the commas of Japanese. */
  touten: (texts: readonly string[]) => texts.join('、'),
  /** `FILE:LINE: ` at the start of a sentence; nothing for a default. */
  at: (origin: Origin) => (origin.kind === 'default' ? '' : `${sourceOf(origin)}: `),
  /** `HOST:PORT`, with the address that was tried if it is not the host itself. */
  tried: ({ host, port, address }: ServerFacts) =>
    hostPort(host, port) + (address === null || address === host ? '' : ` (${address})`),
};

/** `FILE:LINE`, `--option`, `VARIABLE`, or '' for a default. */
function sourceOf(origin: Origin): string {
  switch (origin.kind) {
    case 'file':
      return `${origin.file}:${origin.line}`;
    case 'option':
      return origin.option;
    case 'environment':
      return origin.variable;
    case 'default':
      return '';
  }
}

function shown(fact: Fact): string {
  if (typeof fact !== 'object' || fact === null) return String(fact);
  if ('kind' in fact) return sourceOf(fact);
  if ('message' in fact) return replyText(fact);
  return 'host' in fact ? hostPort(fact.host, fact.port) : fact.join(', ');
}

function isEmpty(fact: Fact): boolean {
  return fact === null || fact === undefined || fact === '' || (Array.isArray(fact) && fact.length === 0);
}

const place = /\{\?((?:[^{}]|\{\w+(?::\w+)?\})*)\}|\{(\w+)(?::(\w+))?\}/g;

function fill(sentence: string, facts: Facts): string {
  return sentence.replace(place, (_, part?: string, name = '', form?: string) => {
    if (part === undefined)
      return form === undefined ? shown(facts[name]) : (forms[form]?.(facts[name] as never) ?? '');
    const names = part.matchAll(/\{(\w+)/g);
    return [...names].some(([, inner = '']) => isEmpty(facts[inner])) ? '' : fill(part, facts);
  });
}

/** @returns what makes the sentences of a table, which may be a translation of the English one */
export function createSay<Table extends object>(table: Readonly<Record<keyof Table, string>>): Say<Table> {
  const sentences: Readonly<Record<string, string>> = table;
  const say = (key: string, facts: Facts): string => {
    const sentence = sentences[key];
    if (sentence === undefined) throw new RangeError(`no sentence ${key}`);
    return fill(sentence, facts);
  };
  const find = (prefix: string, name: string): string | undefined =>
    Object.hasOwn(sentences, `${prefix}.${name}`) ? `${prefix}.${name}` : undefined;
  const words = (key: string, facts: Facts, hint: string | null = find(key, 'hint') ?? null): Words => ({
    what: say(key, facts),
    hint: hint === null ? null : say(hint, facts),
  });
  // Keys and places were checked where they are written: a link tsc can't follow.
  return Object.assign(say, { words, find }) as Say<Table>;
}
