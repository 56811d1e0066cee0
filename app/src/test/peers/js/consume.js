// node consume.js BROKER REGISTRY TOPIC COUNT OUT
// Reads COUNT records of TOPIC through the registry, prints each as a line of JSON, and writes the
// last one to OUT, encoded with the schema that the registry calls the latest of TOPIC-value.
const { Kafka, logLevel } = require('kafkajs');
const { SchemaRegistryClient, AvroDeserializer, AvroSerializer, SerdeType } = require('@confluentinc/schemaregistry');

const [, , broker, registry, topic, count, out] = process.argv;
const TIMEOUT_MS = 30000;

function print(record) {
  console.log(JSON.stringify(record, (_, v) => (typeof v === 'bigint' ? Number(v) : v)));
}

async function read(kafka, deserializer) {
  const consumer = kafka.consumer({ groupId: 'peer-js-' + Date.now() });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  const records = [];
  await new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error(`${records.length} of ${count} records after ${TIMEOUT_MS} ms`)), TIMEOUT_MS);
    const eachMessage = async ({ message }) => {
      try {
        records.push(await deserializer.deserialize(topic, message.value));
        if (records.length === Number(count)) resolve();
      } catch (e) {
        reject(e);
      }
    };
    consumer.run({ eachMessage });
  });
  await consumer.disconnect();
  return records;
}

async function write(kafka, client, record) {
  const serializer = new AvroSerializer(client, SerdeType.VALUE, { useLatestVersion: true, autoRegisterSchemas: false });
  const value = await serializer.serialize(topic, record);
  const producer = kafka.producer();
  await producer.connect();
  await producer.send({ topic: out, messages: [{ key: 'js', value }] });
  await producer.disconnect();
}

(async () => {
  const kafka = new Kafka({ clientId: 'peer-js', brokers: [broker], logLevel: logLevel.ERROR });
  const client = new SchemaRegistryClient({ baseURLs: [registry] });
  const records = await read(kafka, new AvroDeserializer(client, SerdeType.VALUE, {}));
  records.forEach(print);
  await write(kafka, client, records[records.length - 1]);
  process.exit(0);
})().catch((e) => {
  console.error(e);
  process.exit(1);
});
