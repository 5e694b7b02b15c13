import type { OpenApiDocument, OpenApiOperation, OpenApiParameter } from './open-api.ts'

const STYLE = `
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1b1f24; }
details { border: 1px solid #d0d7de; border-radius: 6px; margin: .5rem 0; padding: .5rem .8rem; }
summary { cursor: pointer; } code { font: 14px ui-monospace, monospace; } table { border-collapse: collapse; width: 100%; }
td, th { text-align: left; vertical-align: top; padding: .25rem .6rem .25rem 0; border-bottom: 1px solid #eaeef2; }
.method { display: inline-block; min-width: 4.5rem; font-weight: 600; }
@media (prefers-color-scheme: dark) { body { background: #0d1117; color: #e6edf3; } details, td, th { border-color: #30363d; } }
`

/** A page that shows a description: everything in one file, without scripts. */
export function openApiPage({ info, paths }: OpenApiDocument): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => operationHtml(path, method, operation)),
  )
  const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(info.title)} API</title>`
  const intro = `<h1>${escaped(info.title)} API ${escaped(info.version)}</h1><p>${escaped(info.description)}</p>`
  const links = '<p>The same for programs: <a href="/api/openapi.json">openapi.json</a></p>'
  return `<!doctype html><html lang="en"><head>${head}<style>${STYLE}</style></head><body>${intro}${links}${operations.join('\n')}</body></html>`
}

function operationHtml(path: string, method: string, { summary, description, parameters }: OpenApiOperation): string {
  const rows = parameters.map(parameterHtml).join('')
  const table = rows === '' ? '' : `<table><tr><th>parameter</th><th></th><th></th></tr>${rows}</table>`
  const line = `<span class="method">${method.toUpperCase()}</span> <code>${escaped(path)}</code> ${escaped(summary)}`
  return `<details><summary>${line}</summary><p>${escaped(description)}</p>${table}</details>`
}

function parameterHtml({ name, required, description }: OpenApiParameter): string {
  return `<tr><td><code>${escaped(name)}</code></td><td>${required ? 'required' : ''}</td><td>${escaped(description)}</td></tr>`
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
}
