/**
 * What is built, into which folder, from which sources. `mode` is vite's.
 * @typedef {{ mode: string, outDir: string, sources: string[], proof: string }} Target `proof`: a file that a whole build has
 */

const EXTENSION = ['src/core', 'src/connectors', 'src/mail', 'src/ui', 'src/extension', 'public', 'manifest.json'];
const ALWAYS = ['vite.config.ts', 'scripts/vite', 'package-lock.json', 'tsconfig.json'];

/** @type {Record<string, Target>} */
export const TARGETS = {
  chromium: { mode: 'production', outDir: 'dist', sources: [...EXTENSION, ...ALWAYS], proof: 'manifest.json' },
  firefox: { mode: 'firefox', outDir: 'dist-firefox', sources: [...EXTENSION, ...ALWAYS], proof: 'manifest.json' },
  endpoint: {
    mode: 'endpoint',
    outDir: 'dist-endpoint',
    sources: ['src/core', 'src/connectors', 'src/endpoint', ...ALWAYS],
    proof: 'main.mjs',
  },
  timeline: {
    mode: 'timeline',
    outDir: 'dist-timeline',
    sources: ['src/core', 'src/ui', 'src/endpoint/web', 'public', ...ALWAYS],
    proof: 'index.html',
  },
};
