"""schemas.py SITE_PACKAGES TARGET: lays JSON schemas for kubeconform into a folder: those of Kubernetes out of the package
kubernetes-validate, and those of the custom resource definitions whose paths are on stdin, made strict."""
import json
import pathlib
import sys

import yaml

KUBERNETES = 'kubernetes_validate/kubernetes-json-schema/v1.37.0-local-strict'


def strict(schema):
    """The schema with unknown fields refused, unless it says that it keeps them."""
    if isinstance(schema, list):
        return [strict(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    result = {key: {name: strict(each) for name, each in value.items()} if key == 'properties' else strict(value)
              for key, value in schema.items()}
    keeps = schema.get('x-kubernetes-preserve-unknown-fields') or 'additionalProperties' in schema
    if isinstance(schema.get('properties'), dict) and not keeps:
        result['additionalProperties'] = False
    if schema.get('x-kubernetes-int-or-string'):
        result.pop('type', None)
    return result


def local(schema):
    """The schema without its address, so that what it refers to is looked for beside it."""
    return {key: value for key, value in schema.items() if key != '$id'}


def schemas(definition):
    """The file names and schemas of a custom resource's versions."""
    spec = definition['spec']
    group = spec['group'].split('.')[0]
    for version in spec['versions']:
        schema = strict(version['schema']['openAPIV3Schema'])
        schema['properties']['metadata'] = {'type': 'object'}
        yield f'{spec["names"]["singular"]}-{group}-{version["name"]}.json', schema


def main():
    packages, target = map(pathlib.Path, sys.argv[1:])
    target.mkdir()
    for schema in (packages / KUBERNETES).glob('*.json'):
        (target / schema.name).write_text(json.dumps(local(json.loads(schema.read_text().replace('"/api/', '"')))))
    for path in sys.stdin.read().split():
        for definition in yaml.safe_load_all(pathlib.Path(path).read_text()):
            for name, schema in schemas(definition):
                (target / name).write_text(json.dumps(schema))


main()
