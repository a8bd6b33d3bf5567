"""Texts that users write with placeholders in them, in a small part of Liquid.

`{{ deal.company.name }}` reads a field of the record (`record` means the same as its kind's name), `{{ user.email }}`
whoever set the rule off, `{{ values.total }}` what an action before has yielded; `{{ constants.vat }}` a
constant of the workspace; `today`, `now` and `workspace.name` stand for themselves.
"""
