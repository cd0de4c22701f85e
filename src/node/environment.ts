/** The machine and the Node that a measurement was made with. */
import os from 'node:os';
import type { Environment } from '../core/model.ts';
import { perfloopVersion } from './project.ts';

export function environmentOf(node: { readonly path: string; readonly version: string }): Environment {
  const cpus = os.cpus();
  return {
    nodePath: node.path,
    nodeVersion: node.version,
    platform: process.platform,
    arch: process.arch,
    cpuModel: cpus[0]?.model.trim() ?? '',
    cpus: cpus.length,
    memoryBytes: os.totalmem(),
    perfloopVersion: perfloopVersion(),
  };
}
