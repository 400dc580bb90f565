/** Whether a text holds a control character (Unicode Cc) other than the tab, which counts as a blank. */
export function hasControl(text: string): boolean {
  // By codes: the expression for the class takes V8 longer to compile than a whole file takes to read.
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if ((code < 0x20 && code !== 0x09) || (code >= 0x7f && code <= 0x9f)) return true;
  }
  return false;
}
