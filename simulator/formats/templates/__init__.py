"""Worlds from CloudFormation templates, those of SAM and of the CDK among them."""
