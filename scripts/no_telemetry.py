"""What keeps the tools that the project starts from asking anybody anything over the network.

The Makefile exports the same switches; docs/running.md says which tool each is for.
"""

SWITCHES = {
    # dbt-core, dbt-charts
    "DO_NOT_TRACK": "1",
    # dbt 2.0, which heeds neither that nor the flag in dbt_project.yml
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    # dbt 2.0's look for a newer dbt
    "DBT_DISABLE_VERSION_CHECK": "1",
}
