/** Texts from outside that would control a terminal, or hide or reorder what is read, and a check that detects them. */
import fc from 'fast-check';

/** What Unicode itself says is a control, a separator, a turn of the direction or invisible, but for variation selectors. */
export const harmful =
  /(?![\u180b-\u180d\u180f\ufe00-\ufe0f\u{e0100}-\u{e01ef}])[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\ufff9-\ufffb\ufffe\uffff]/u;

/** Texts with many characters that would do harm. */
export const hostileText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '\u001b[2J',
        '\r\n',
        '\u009b31m',
        '\u202e',
        '\u2066',
        '\u061c',
        '\u200b',
        '\u200d',
        '\u007f',
      ),
      fc.constantFrom('\ufeff', '\u00ad', '\u{e0041}', '\u2028', '\0', '\ud800', '\u0085', '\t', '"', '\\'),
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.constantFrom('日本語', 'مرحبا', 'שלום', 'é', ' ', 'a'),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));
