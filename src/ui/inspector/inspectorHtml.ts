import { randomBytes } from 'node:crypto';

/** Addresses of the panel's files as its webview may load them. */
export interface InspectorAssets {
  script: string;
  style: string;
  cspSource: string;
}

/** The panel's page: an empty body that its script fills. No data stands in it. */
export function inspectorHtml({ script, style, cspSource }: InspectorAssets): string {
  const nonce = randomBytes(18).toString('base64');
  const policy = [
    `default-src 'none'`,
    `style-src ${cspSource}`,
    `font-src ${cspSource}`,
    `script-src 'nonce-${nonce}'`,
  ].join('; ');
  return `<!DOCTYPE html>
<html>
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <link rel="stylesheet" href="${style}">
</head>
<body>
  <script nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}
