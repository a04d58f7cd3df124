import { findKafka } from '../backends/kafka.ts';
import { describePort } from './port.ts';

describePort('the event port over Apache Kafka', await findKafka());
