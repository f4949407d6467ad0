// @ts-check
/**
 * A typedoc plugin that titles a guide by its first heading instead of its file name, and removes
 * the heading, which the page would show twice.
 */
import { Converter } from 'typedoc';

/** @param {import('typedoc').Application} app */
export function load(app) {
  app.converter.on(Converter.EVENT_CREATE_DOCUMENT, (_context, document) => {
    const [first] = document.content;
    const heading = first?.kind === 'text' ? /^\s*# (.+)\n/.exec(first.text) : undefined;
    if (!first || !heading) {
      app.logger.error(`${document.name} does not begin with a heading`);
      return;
    }
    document.name = heading[1] ?? document.name;
    first.text = first.text.slice(heading[0].length);
  });
}
