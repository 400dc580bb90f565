/** `550 5.1.1 No such user`: the parts of a reply that are there. */
export function replyText(reply: {
  readonly code: number;
  readonly enhanced: string | null;
  readonly message: string;
}): string {
  const { code, enhanced, message } = reply;
  return [code, enhanced, message].filter((part) => part !== null && part !== '').join(' ');
}
