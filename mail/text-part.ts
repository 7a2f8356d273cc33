import { convert } from 'html-to-text'

/** The text part of a mail's HTML. Liquid tags stay where they are, so it can be made once, at publish. */
export const textPart = (html: string): string =>
  convert(html, {
    wordwrap: false,
    selectors: [
      ...['h1', 'h2', 'h3'].map((selector) => ({ selector, options: { uppercase: false } })),
      {
        selector: 'a',
        options: { linkBrackets: ['<', '>'] as [string, string], hideLinkHrefIfSameAsText: true },
      },
      { selector: 'img', format: 'skip' },
      // Whoever reads the text has no need to see it in a browser.
      { selector: 'a[href*="links.browser"]', format: 'skip' },
      // The preview line: hidden, and said again by the mail itself.
      { selector: 'div[style*="display:none"]', format: 'skip' },
    ],
  }).trim()
