/**
 * `sendmemo document`: what InfoPrint's Email destination does with a job. Subject, body and file names are templates
 * that the job's attributes fill; the printed documents are attachments with the media type of their format.
 */
import path from 'node:path';
import type { DocumentRequest } from './request.ts';
import type { BodySource, Draft } from '../../message/draft.ts';
import type { DocumentFacts } from '../../message/document.ts';
import { documentFileName, fillTemplate, findDocumentFormat } from '../../message/document.ts';
import { composeDeps, withDefaults } from '../compose-deps.ts';
import type { ProgramContext } from '../context.ts';
import { loadContext } from '../context.ts';
import { counted, submit } from '../send/submit.ts';

/** @returns the exit status. @throws SendmemoError of the config and message rooms */
export async function runDocument(request: DocumentRequest, context: ProgramContext): Promise<number> {
  const loaded = await loadContext(context);
  const deps = await composeDeps(context.system, loaded.settings);
  const { composeMessage } = await import('../../message/compose.ts');
  const { job, user, destination, pages, server } = request.fields;
  const facts: DocumentFacts = {
    job: job ?? '',
    user: user ?? context.system.userName(),
    destination: destination ?? '',
    pages: pages ?? '',
    server: server ?? context.system.env['SENDMEMO_SERVER'] ?? '',
    now: deps.now,
  };
  const { draft } = request;
  const filled: Draft = {
    ...draft,
    subject:
      draft.subject === null ? facts.job : fillTemplate({ text: draft.subject, source: '--subject' }, facts),
    body: await filledBody(draft, facts, deps.cwd),
    charset: null,
    attachments: request.documents.map((spec) => attachmentSpec(spec, facts)),
  };
  const composed = await counted(loaded, () => composeMessage(withDefaults(filled, loaded.settings), deps));
  return submit(composed, request, loaded);
}

/** The body file is read here, for it is a template; without one the message has documents alone. */
async function filledBody(draft: Draft, facts: DocumentFacts, cwd: string): Promise<BodySource> {
  if (draft.body?.kind !== 'file') return { kind: 'text', text: '' };
  const [{ readInput }, { decodeText }] = await Promise.all([
    import('../../message/input-file.ts'),
    import('../../message/charset.ts'),
  ]);
  const octets = await readInput(path.resolve(cwd, draft.body.path), 'body');
  const text = await decodeText(octets, draft.charset ?? 'UTF-8', draft.body.path);
  return { kind: 'text', text: fillTemplate({ text, source: draft.body.path }, facts) };
}

/** `FILE;format=FORMAT;name=NAME` → `FILE;name=NAME;type=TYPE` for the attachment; the format may follow from the name. */
function attachmentSpec(spec: string, facts: DocumentFacts): string {
  const [file = '', ...parameters] = spec.split(';');
  const values = new Map(
    parameters.map((parameter) => {
      const [name = '', ...value] = parameter.split('=');
      return [name.trim(), value.join('=').trim()];
    }),
  );
  const name = values.get('name');
  const given = values.get('format');
  const title =
    name === undefined ? path.basename(file) : fillTemplate({ text: name, source: '--document' }, facts);
  if (given === undefined) return `${file};name=${title.replaceAll(/[;"]/g, '_')}`;
  const format = findDocumentFormat(given, '--document');
  return `${file};name=${documentFileName(title, format)};type=${format.mediaType}`;
}
