"""consume.py BROKER REGISTRY TOPIC COUNT OUT

Reads COUNT records of TOPIC through the registry, prints each as a line of JSON, and writes the
last one to OUT with the id that the registry gives for the latest schema of TOPIC-value.
Debian: python3-confluent-kafka, python3-avro, python3-requests.
"""

import json
import sys
import time

from confluent_kafka import Consumer, Producer
from confluent_kafka.avro import CachedSchemaRegistryClient, MessageSerializer

TIMEOUT_S = 30


def read(broker, topic, count, serde):
    consumer = Consumer(
        {
            "bootstrap.servers": broker,
            "group.id": "peer-python-%d" % time.time(),
            "auto.offset.reset": "earliest",
        }
    )
    consumer.subscribe([topic])
    records = []
    deadline = time.monotonic() + TIMEOUT_S
    while len(records) < count:
        if time.monotonic() > deadline:
            sys.exit("%d of %d records after %d s" % (len(records), count, TIMEOUT_S))
        message = consumer.poll(0.5)
        if message is not None and not message.error():
            records.append(serde.decode_message(message.value()))
    consumer.close()
    return records


def write(broker, topic, out, serde, client, record):
    schema_id, _, _ = client.get_latest_schema(topic + "-value")
    value = serde.encode_record_with_schema_id(schema_id, record)
    producer = Producer({"bootstrap.servers": broker})
    producer.produce(out, key="python", value=value)
    if producer.flush(TIMEOUT_S):
        sys.exit("the record was not written in %d s" % TIMEOUT_S)


def main():
    broker, registry, topic, count, out = sys.argv[1:6]
    client = CachedSchemaRegistryClient({"url": registry})
    serde = MessageSerializer(client)
    records = read(broker, topic, int(count), serde)
    for record in records:
        print(json.dumps(record, default=str), flush=True)
    write(broker, topic, out, serde, client, records[-1])


main()
