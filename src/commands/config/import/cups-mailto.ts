/** CUPS: `mailto.conf`, lines `Directive value`, `#` begins a comment. It speaks plain SMTP, or hands over to sendmail. */
import { createCollector } from './collector.ts';
import { nameAndRest } from './lines.ts';
import type { Named } from './collector.ts';
import type { Format, Imported, Source } from './page.ts';

export const cupsMailto: Format = {
  fileName: 'mailto.conf',
  program: 'CUPS',
  named: /mailto.*\.conf/i,
  likeness: (lines) =>
    lines.reduce((sum, line) => {
      if (/^\s*(SMTPServer|Sendmail)\s+\S/i.test(line)) return sum + 5;
      return /^\s*(Cc|From|Subject)\s+\S/i.test(line) ? sum + 1 : sum;
    }, 0),
  read: readMailto,
};

function readMailto(source: Source): Imported {
  const out = createCollector(source);
  let server: Named | null = null;
  for (const [index, text] of source.lines.entries()) {
    const parts = nameAndRest(withoutComment(text));
    if (parts === null || !/^[A-Za-z]\w*$/.test(parts.name)) continue;
    const at: Named = { line: index + 1, name: parts.name, value: parts.rest };
    switch (at.name.toLowerCase()) {
      case 'smtpserver':
        server = at;
        break;
      case 'from':
        out.carry('from', at.value, at);
        break;
      default:
        out.remark('no-equal', at, { file: 'sendmemo.cfg', detail: at.value });
    }
  }
  if (server === null) {
    out.remark('host-missing', null, { setting: 'smtp-server-host' });
  } else {
    out.carry('smtp-server-host', server.value, server);
  }
  out.carry('EnableTLS', '0', server);
  out.remark('plain-text', server, { setting: 'EnableTLS' });
  return out.result();
}

/** `\#` is a sign of the value. */
function withoutComment(text: string): string {
  return text.replace(/(?<!\\)#.*$/, '').replaceAll('\\#', '#');
}
