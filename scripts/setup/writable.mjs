import { accessSync, constants, mkdirSync } from 'node:fs';
import { Problem } from './problem.mjs';

/** @param {string} folder made if it is not there */
export function needWritable(folder) {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch {
    throw new Problem(
      `Threadline cannot write to ${folder}. Give yourself write access to it, or copy the project to a folder of your own.`,
    );
  }
}
