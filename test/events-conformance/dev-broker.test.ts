import { startDevBroker } from '../backends/dev-broker.ts';
import { describePort } from './port.ts';

describePort('the event port over the dev broker', { start: startDevBroker });
