/** The file that the recorder's own thread runs. */
import { workerData } from 'node:worker_threads';
import { type ControllerData, runController } from './controller.ts';

runController(workerData as ControllerData);
