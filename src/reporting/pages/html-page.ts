import { marked } from 'marked';

const STYLE = `
body { font: 16px/1.5 system-ui, sans-serif; color: #222; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; margin: 1rem 0; }
th, td { border: 1px solid #ddd; padding: .3rem .6rem; text-align: left; }
tr:nth-child(even) td { background: #f7f7f7; }
pre { background: #f7f7f7; padding: .8rem; overflow-x: auto; }
img { max-width: 100%; }`;

/** A page of the reports as one HTML file without scripts; links to other pages stay links to Markdown. */
export function htmlPage(title: string, markdown: string): string {
  const body = marked.parse(markdown, { async: false });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${STYLE}
</style>
</head>
<body>
${body}</body>
</html>
`;
}
