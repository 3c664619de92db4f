"""What is wrong with policies that IAM stores all the same: a file for each rule."""
