namespace LoadProbe.Definitions;

/// <summary>The steps of a journey, in their order: each does one thing, and its key says which.</summary>
internal static class StepReader
{
    private static readonly string[] BrowserActions = ["open", "click", "fill", "select", "screenshot"];
    private static readonly string[] Actions = [.. StepKeys.Methods, "websocket", "grpc", "sql", "program", .. DialKeys.ByAction.Keys, .. BrowserActions];

    public static IReadOnlyList<Step> Read(Node node, Target? target, Scope scope)
    {
        if (node is not ListNode list)
        {
            scope.Mistakes.Add(node.At, node.IsNull ? "no steps: write for instance - get: /" : $"steps is {node.Shape}: write a list, each step after a dash");
            return [];
        }

        if (list.Items.Count == 0) scope.Mistakes.Add(list.At, "no steps: write for instance - get: /");
        var steps = new List<Step>();
        foreach (Node item in list.Items)
        {
            foreach (Step step in IpReader.Apart(One(item, target, scope), item, scope.Mistakes)) Add(step, item, steps, scope);
        }

        return steps;
    }

    private static Step? One(Node node, Target? target, Scope scope)
    {
        if (Action(node, scope.Mistakes) is not { } action) return null;
        if (StepKeys.Methods.Contains(action)) return HttpStepReader.Read(action, node, target, scope);
        if (action == "websocket") return WebSocketReader.Read(node, target, scope);
        if (action == "grpc") return GrpcReader.Read(node, target, scope);
        if (action == "sql") return SqlReader.Read(node, target, scope);
        if (action == "program") return ProgramReader.Read(node, scope);
        return DialKeys.ByAction.ContainsKey(action) ? DialReader.Read(action, node, scope) : BrowserStepReader.Read(action, node, target, scope);
    }

    private static string? Action(Node node, Mistakes mistakes)
    {
        if (node is not MappingNode mapping)
        {
            mistakes.Add(node.At, $"a step is {node.Shape}: write a mapping, for instance get: /api/quotes");
            return null;
        }

        TextNode[] found = [.. mapping.Entries.Select(e => e.Key).Where(k => Actions.Contains(k.Text))];
        if (found.Length == 1) return found[0].Text;
        if (found.Length > 1)
        {
            mistakes.Add(found[1].At, $"a step does one thing, and this one has {string.Join(" and ", found.Select(f => f.Text))}: make each a step of its own");
            return null;
        }

        if (mapping["expect"] is not null && !mapping.Entries.Any(e => e.Key.Text is not ("expect" or "name" or "timeout" or "kind"))) return "expect";
        string hint = mapping.Entries.Select(e => e.Key.Text).Where(k => k is not ("name" or "kind" or "timeout" or "expect" or "save" or "headers" or "json" or "messages" or "message" or "metadata" or "proto"))
            .Select(k => Spelling.Nearest(k, Actions)).FirstOrDefault(n => n is not null) is { } near ? $"did you mean \"{near}\"? " : "";
        mistakes.Add(node.At, $"this step does nothing: {hint}It needs one of {string.Join(", ", Actions)}, expect");
        return null;
    }

    private static void Add(Step step, Node node, List<Step> steps, Scope scope)
    {
        if (string.IsNullOrWhiteSpace(step.Name) || step.Name.Any(char.IsControl)) scope.Mistakes.Add(node.At, "a step's name is one line of text");
        else if (steps.FirstOrDefault(s => s.Name == step.Name) is { } first)
        {
            scope.Mistakes.Add(node.At, $"step {Quote.Of(step.Name)} is already in line {first.At.Line}: give each step a name of its own");
        }

        bool browser = step.Kind == StepKind.Browser;
        if (steps.FirstOrDefault() is { } other && other.Kind == StepKind.Browser != browser)
        {
            scope.Mistakes.Add(node.At, $"{Quote.Of(step.Name)} {(browser ? "is a browser step" : "is not a browser step")} and {Quote.Of(other.Name)} in line {other.At.Line} {(browser ? "is not" : "is one")}: write two files");
        }

        steps.Add(step);
    }
}
