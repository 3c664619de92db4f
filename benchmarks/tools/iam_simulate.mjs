// @cloud-copilot/iam-simulate in a process of its own: what worker.py does, in Node.js.

import { createInterface } from 'node:readline'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

// import.meta.resolve knows nothing of folders beside this one: the packages' folder is handed over.
const from = createRequire(pathToFileURL(`${process.argv[2]}/`))
const { runSimulation, runUnsafeSimulation } = from('@cloud-copilot/iam-simulate')
const { createValidatedPolicy, validateIdentityPolicy, validateResourcePolicy,
  validateServiceControlPolicy } = from('@cloud-copilot/iam-policy')

const VERDICTS = { Allowed: 'allow', ExplicitlyDenied: 'explicit_deny', ImplicitlyDenied: 'implicit_deny' }

let plain, validated

function prepare(policies) {
  const form = (identity, resource, scp) => ({
    identityPolicies: policies.identity.map((one) => identity(one)),
    permissionBoundaryPolicies: policies.boundary?.map((one) => identity(one)),
    serviceControlPolicies: policies.scps.map((level, number) => ({
      orgIdentifier: `level-${number}`, policies: level.map((one) => scp(one))
    })),
    resourceControlPolicies: [],
    resourcePolicy: policies.resource ? resource(policies.resource.document) : undefined
  })
  const named = (one) => ({ name: one.name, policy: one.document })
  plain = form(named, (document) => document, named)
  // Validated once beforehand, so that a simulation need not do it again.
  const checked = (validate) => (one) =>
    ({ name: one.name, policy: createValidatedPolicy(one.document, validate) })
  validated = form(checked(validateIdentityPolicy),
    (document) => createValidatedPolicy(document, validateResourcePolicy),
    checked(validateServiceControlPolicy))
}

function request(asked) {
  return {
    principal: asked.principal,
    action: asked.action,
    resource: { resource: asked.resource, accountId: asked.account },
    contextVariables: asked.context
  }
}

function leaves(value) {
  if (value === null || typeof value !== 'object') return 1
  let count = 0
  for (const key in value) count += leaves(value[key])
  return count
}

async function run({ requests, traced }) {
  const asked = requests.map(request)
  const verdicts = []
  const started = performance.now()
  for (const one of asked) {
    // Its faster entry, which says the verdict alone, fails where there is a resource policy.
    if (!traced && plain.resourcePolicy === undefined) {
      verdicts.push(VERDICTS[runUnsafeSimulation({ ...plain, request: one }, {})])
    } else {
      const found = await runSimulation({ ...validated, request: one }, {})
      if (traced) leaves(found.result?.analysis ?? found)
      verdicts.push(VERDICTS[found.overallResult] ?? JSON.stringify(found.errors))
    }
  }
  return { seconds: (performance.now() - started) / 1000, verdicts }
}

for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line)
  let answer
  if (asked.policies) {
    const started = performance.now()
    prepare(asked.policies)
    answer = { seconds: (performance.now() - started) / 1000 }
  } else {
    answer = await run(asked)
  }
  console.log(JSON.stringify(answer))
}
