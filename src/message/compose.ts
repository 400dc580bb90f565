/** A draft → envelope and message: what was written is read and checked here, parts.ts makes the message of it. */
import { SendmemoError } from '../failure/error.ts';
import type { Attachment } from './attachment.ts';
import { openAttachment, parseAttachment } from './attachment.ts';
import { readBody, toCrlf, withSignature } from './body.ts';
import { checkCharset } from './charset.ts';
import type { Composed, ComposeDeps, Draft } from './draft.ts';
import type { Message } from './envelope.ts';
import {
  checkHeaderText,
  parseHeaderFields,
  priorityFields,
  renderAddressField,
  renderField,
} from './headers.ts';
import { createMessageId } from './identity.ts';
import type { Texts } from './parts.ts';
import { composePieces } from './parts.ts';
import type { Correspondents } from './recipients.ts';
import { createEnvelope, readCorrespondents } from './recipients.ts';
import type { WirePiece } from './wire-form.ts';
import { wireMessage } from './wire-form.ts';
import { rfc5322Date } from '../text/date.ts';

/**
 * Composes a message: every address, text and file is read and checked; nothing of it can fail later but a file that
 * changes.
 * @throws ADDRESS address-invalid; USAGE no-recipients, charset-unknown, usage-conflict, usage-option-value; INPUT
 * header-invalid, body-undecodable, file-unreadable, stdin-failed; OUTPUT cannot-create
 */
export async function composeMessage(draft: Draft, deps: ComposeDeps): Promise<Composed> {
  const people = await readCorrespondents(draft, deps);
  const envelope = createEnvelope(
    people.sender,
    [...people.to, ...people.cc, ...people.bcc],
    draft.dsn,
    deps,
  );
  const messageId = await createMessageId(people.from.mailbox, deps);
  const fields = headerFields(draft, people, messageId, deps);
  refuseDoubleStdin(draft);
  const attachments = await openAttachments(draft, deps);
  try {
    const texts = await readTexts(draft, deps);
    const pieces = await composePieces(fields, texts, attachments, deps);
    return { envelope, message: composedMessage(draft, people, messageId, pieces, attachments) };
  } catch (error) {
    await disposeAll(attachments);
    throw error;
  }
}

function composedMessage(
  draft: Draft,
  people: Correspondents,
  messageId: string,
  pieces: readonly WirePiece[],
  attachments: readonly Attachment[],
): Message {
  const shown = [people.from, ...people.to, ...people.cc, ...people.replyTo];
  const utf8Address = shown.find(({ mailbox }) => mailbox.needsSmtpUtf8);
  return {
    messageId,
    subject: draft.subject ?? '',
    toWire(offer) {
      if (utf8Address !== undefined && !offer.smtpUtf8) {
        const { address } = utf8Address.mailbox;
        throw new SendmemoError({ code: 'ADDRESS', reason: 'address-needs-smtputf8', address, host: '' });
      }
      return wireMessage(pieces, {
        body: utf8Address === undefined ? '7bit' : '8bitmime',
        smtpUtf8: utf8Address !== undefined,
      });
    },
    dispose: () => disposeAll(attachments),
  };
}

async function disposeAll(attachments: readonly Attachment[]): Promise<void> {
  await Promise.all(attachments.map((attachment) => attachment.dispose()));
}

function headerFields(draft: Draft, people: Correspondents, messageId: string, deps: ComposeDeps): string {
  const subject = draft.subject ?? '';
  checkHeaderText('--subject', subject);
  const own = parseHeaderFields(draft.headers);
  const priority = draft.priority === null ? [] : priorityFields(draft.priority);
  for (const { name } of own) {
    if (priority.some((field) => field.name.toLowerCase() === name.toLowerCase())) {
      throw new SendmemoError({
        code: 'USAGE',
        reason: 'usage-conflict',
        option: `--header ${name}`,
        other: '--priority',
      });
    }
  }
  return [
    `Date: ${rfc5322Date(deps.now)}\r\n`,
    renderAddressField('From', [people.from]),
    renderAddressField('Reply-To', people.replyTo),
    people.to.length + people.cc.length === 0
      ? 'To: undisclosed-recipients:;\r\n'
      : renderAddressField('To', people.to),
    renderAddressField('Cc', people.cc),
    renderField('Subject', subject),
    `Message-ID: ${messageId}\r\n`,
    ...[...priority, ...own].map(({ name, value }) => renderField(name, value)),
  ].join('');
}

function refuseDoubleStdin(draft: Draft): void {
  const users: string[] = [];
  if (draft.body?.kind === 'stdin') users.push('standard input as the body');
  if (draft.html?.kind === 'stdin') users.push('--html');
  for (const text of draft.attachments) {
    if (parseAttachment(text, '--attach').path === '-') users.push('--attach -');
  }
  for (const text of draft.inline) {
    if (parseAttachment(text, '--inline').path === '-') users.push('--inline -');
  }
  const [option, other] = users;
  if (option !== undefined && other !== undefined) {
    throw new SendmemoError({ code: 'USAGE', reason: 'usage-conflict', option, other });
  }
}

async function openAttachments(draft: Draft, deps: ComposeDeps): Promise<Attachment[]> {
  const opened: Attachment[] = [];
  try {
    // One after the other: two hundred of them never hold more than one file open.
    for (const text of draft.inline) {
      opened.push(await openAttachment(parseAttachment(text, '--inline'), '--inline', deps));
    }
    for (const text of draft.attachments) {
      opened.push(await openAttachment(parseAttachment(text, '--attach'), '--attach', deps));
    }
  } catch (error) {
    await disposeAll(opened);
    throw error;
  }
  return opened;
}

async function readTexts(draft: Draft, deps: ComposeDeps): Promise<Texts> {
  const charset = draft.charset ?? 'UTF-8';
  await checkCharset(charset);
  let text = draft.body === null ? null : await toCrlf(await readBody(draft.body, 'body', charset, deps));
  const html = draft.html === null ? null : await toCrlf(await readBody(draft.html, 'html', charset, deps));
  if (draft.signatureFile !== null) {
    const source = { kind: 'file', path: draft.signatureFile } as const;
    const signature = await toCrlf(await readBody(source, 'signature', charset, deps));
    text = withSignature(text ?? '', signature);
  }
  return { text, html };
}
