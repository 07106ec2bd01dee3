"""Sections of the program file that declare their words once: reader, writer and pages follow."""
