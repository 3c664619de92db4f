"""CloudTrail's files and exports of them in; replayable examples out."""
