using System.Globalization;
using Microsoft.OpenApi;

namespace LoadProbe.Definitions;

/// <summary>What the document says a good answer is: its status, and what an object in it must have.</summary>
internal static class ApiExpectation
{
    private const int MostProperties = 30;

    public static void Say(ApiStep step)
    {
        (string Status, IOpenApiResponse Response)[] all = [.. (step.Operation.Operation.Responses ?? []).Where(r => r.Value is not null && r.Key is { Length: 3 } && r.Key[0] is >= '1' and <= '5').Select(r => (r.Key.ToLowerInvariant(), r.Value)).Where(r => IsStatus(r.Item1)).OrderBy(r => r.Item1, StringComparer.Ordinal)];
        if (all.FirstOrDefault(r => r.Status[0] == '2') is not { Response: not null } good)
        {
            if (all.FirstOrDefault(r => r.Status[0] == '3') is not { Response: not null } moved) return;
            step.Expect.Add($"status: {moved.Status}");
            step.StaysAtRedirect = true;
            return;
        }

        step.Expect.Add($"status: {good.Status}");
        if (step.Operation.Method == "HEAD") return;
        if (ApiReferences.Fault(good.Response) is { } fault) step.Unsaid.Add($"what its answer has: {fault}");
        else if (good.Response.Content?.FirstOrDefault(c => ApiBody.IsJson(c.Key)).Value?.Schema is { } schema && Required(schema, step) is { Length: > 0 } names) step.Expect.Add($"json: {{ {string.Join(", ", names.Select(n => $"{YamlText.Quoted(n)}: {{ exists: true }}"))} }}");
    }

    private static bool IsStatus(string text) => text is [_, 'x', 'x'] || int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    // The parts of allOf are one object; of oneOf and anyOf nobody knows which it is.
    private static string[] Required(IOpenApiSchema schema, ApiStep step)
    {
        var names = new List<string>();
        var hidden = new HashSet<string>();
        int visits = 0;
        bool isObject = true;
        Collect(schema, 0);
        return isObject ? [.. names.Where(n => !hidden.Contains(n)).Distinct().Select(Path).OfType<string>().Take(MostProperties)] : [];

        void Collect(IOpenApiSchema part, int depth)
        {
            if (depth > 12 || ++visits > 200) return;
            if (ApiReferences.Fault(part) is { } fault)
            {
                step.Unsaid.Add($"what its answer has: {fault}");
                return;
            }

            // An answer that may be null has nothing that must be there.
            isObject &= part.Type is null or JsonSchemaType.Object;
            names.AddRange((part.Required ?? new HashSet<string>()).OfType<string>());
            hidden.UnionWith((part.Properties ?? new Dictionary<string, IOpenApiSchema>()).Where(p => p.Value is not null && ApiReferences.Fault(p.Value) is null && p.Value.WriteOnly).Select(p => p.Key));
            foreach (IOpenApiSchema inner in (part.AllOf ?? []).OfType<IOpenApiSchema>()) Collect(inner, depth + 1);
        }
    }

    private static string? Path(string name)
    {
        if (name.Length is 0 or > 200 || name.Contains("${", StringComparison.Ordinal)) return null;
        string path = name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') ? $"$.{name}" : $"$['{name}']";
        return !name.Contains('\'', StringComparison.Ordinal) && !name.Any(char.IsControl) && JsonPath.Parse(path) is not null ? path : null;
    }
}
