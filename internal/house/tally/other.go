package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
)

// readVitest reads vitest's JSON report.
func readVitest(r io.Reader) (c count, err error) {
	var report struct {
		NumPassedTests, NumFailedTests, NumPendingTests, NumTodoTests int
		NumFailedTestSuites                                           int
		TestResults                                                   []struct {
			Name, Message    string
			AssertionResults []struct {
				FullName, Status string
				FailureMessages  []string
			}
		}
	}
	if err := json.NewDecoder(r).Decode(&report); err != nil {
		return c, err
	}
	c.passed, c.failed, c.skipped = report.NumPassedTests, report.NumFailedTests, report.NumPendingTests+report.NumTodoTests
	for _, suite := range report.TestResults {
		for _, test := range suite.AssertionResults {
			switch test.Status {
			case "passed":
			case "failed":
				c.complaints = append(c.complaints, fmt.Sprintf("FAILED %s %s\n%s", suite.Name, test.FullName, test.FailureMessages))
			default:
				c.complaints = append(c.complaints, fmt.Sprintf("SKIPPED %s %s", suite.Name, test.FullName))
			}
		}
		if len(suite.AssertionResults) == 0 {
			c.complaints = append(c.complaints, fmt.Sprintf("FAILED %s\n%s", suite.Name, suite.Message))
			c.failed++
		}
	}
	return c, nil
}

var closing = regexp.MustCompile(`(?m)^(\d+) passed, (\d+) failed, (\d+) skipped$`)

// readText reads the closing line of a runner, and keeps the whole text when something is amiss.
func readText(r io.Reader) (c count, err error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return c, err
	}
	all := closing.FindAllSubmatch(text, -1)
	if len(all) == 0 {
		c.complaints = append(c.complaints, string(text))
		return c, errors.New("it has no line \"N passed, M failed, K skipped\"")
	}
	last := all[len(all)-1]
	for i, into := range []*int{&c.passed, &c.failed, &c.skipped} {
		if *into, err = strconv.Atoi(string(last[i+1])); err != nil {
			return c, err
		}
	}
	if c.failed+c.skipped > 0 {
		c.complaints = append(c.complaints, string(text))
	}
	return c, nil
}
