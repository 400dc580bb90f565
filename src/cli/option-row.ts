/** What a row of the option table is, and the types of the values that its options have when they are read. */
import type { commandTable, commonTable } from './option-table.ts';

/** A text in the languages of the program. */
export interface Bilingual {
  readonly en: string;
  readonly ja: string;
}

/** The heading below which help lists an option; common options also know by it which commands they mean something to. */
export type OptionGroup =
  | 'recipients'
  | 'message'
  | 'delivery'
  | 'configuration'
  | 'connection'
  | 'queue'
  | 'output'
  | 'log';

/** What the parser reads of an option. */
export interface OptionRow {
  /** Commander's form: `-s, --subject <text>`. */
  readonly flags: string;
  /** May be given several times. */
  readonly repeatable?: true;
  /** A second one replaces the first; others are an error when given twice. */
  readonly lastWins?: true;
  /** The values that it accepts, for completion and checking. */
  readonly choices?: readonly string[];
}

/** What the parser reads of a command. */
export interface CommandRow {
  /** The words that call it: `['queue', 'run']`; `[]` is the plain send. */
  readonly words: readonly string[];
  /** Its operands in commander's form: `[recipient...]`. */
  readonly operands: string;
  readonly options: readonly OptionRow[];
}

/** An option with what help, man pages and completion say about it. */
export interface DescribedOption extends OptionRow {
  readonly about: Bilingual;
  /** Absent: it is listed with the other options of its command. */
  readonly group?: OptionGroup;
  /** What holds where the option is absent. */
  readonly default?: string | Bilingual;
  /** What its value is, for completion. */
  readonly completes?: 'file' | 'directory';
}

/** A command with what help, man pages and completion say about it. */
export interface DescribedCommand extends CommandRow {
  readonly about: Bilingual;
  readonly options: readonly DescribedOption[];
  /** Groups of the common options that mean something to it; help lists only these. Absent: none. */
  readonly shows?: readonly OptionGroup[];
}

/** `body-file` of `-b, --body-file <file>`. */
type LongName<Flags> = Flags extends `${string}--${infer Rest}`
  ? Rest extends `${infer Name} ${string}`
    ? Name
    : Rest
  : never;

type CamelCase<Name> = Name extends `${infer First}-${infer Rest}`
  ? `${First}${Capitalize<CamelCase<Rest>>}`
  : Name;

type ValueOf<Row> = Row extends { readonly flags: `${string}<${string}` }
  ? Row extends { readonly repeatable: true }
    ? readonly string[]
    : (Row extends { readonly choices: readonly (infer Choice)[] } ? Choice : string) | null
  : boolean;

/** The values of options by their long name in camel case: a text or null, a list, or a flag. */
export type OptionsOf<Rows extends readonly OptionRow[]> = {
  readonly [Row in Rows[number] as CamelCase<LongName<Row['flags']>> & string]: ValueOf<Row>;
};

export type CommonOptions = OptionsOf<typeof commonTable>;

type TableRow = (typeof commandTable)[number];
type Joined<Words> = Words extends readonly [infer First extends string, infer Second extends string]
  ? `${First} ${Second}`
  : Words extends readonly [infer Only extends string]
    ? Only
    : '';

/** `''` is the plain send, `'queue run'` a command of two words. */
export type CommandName = Joined<TableRow['words']>;

/** The values of the options of one command, the common ones among them. */
export type CommandOptions<Name extends CommandName> = CommonOptions &
  OptionsOf<Extract<TableRow, { readonly words: WordsOf<Name> }>['options']>;

type WordsOf<Name extends CommandName> = Name extends ''
  ? readonly []
  : Name extends `${infer First} ${infer Second}`
    ? readonly [First, Second]
    : readonly [Name];
