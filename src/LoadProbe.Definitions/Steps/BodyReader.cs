using System.Text;

namespace LoadProbe.Definitions;

/// <summary>What a request carries, from <c>json</c>, <c>form</c> or <c>body</c>.</summary>
internal static class BodyReader
{
    private static readonly string[] Kinds = ["json", "form", "body"];

    /// <summary>A Content-Type among <paramref name="headers"/> becomes the body's.</summary>
    public static HttpBody? Read(Fields fields, Scope scope, ref IReadOnlyList<Header> headers)
    {
        string[] written = [.. Kinds.Where(fields.Has)];
        if (written.Length == 0) return null;
        foreach (string further in written.Skip(1)) scope.Mistakes.Add(fields[further]!.At, $"a request carries one body: {written[0]} or {further}, not both");
        Node node = fields[written[0]]!;
        (Template? content, string type) = written[0] switch
        {
            "json" => (JsonText.Read(node, scope), "application/json"),
            "form" => (Form(fields, scope), "application/x-www-form-urlencoded"),
            _ => (scope.Template(node, "body"), "text/plain; charset=utf-8"),
        };
        if (headers.FirstOrDefault(h => h.Name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)) is { } header)
        {
            if (!header.Value.IsConstant) scope.Mistakes.Add(fields["headers"]!.At, "Content-Type is the same for every run: write it without ${…}");
            type = header.Value.Source;
            headers = [.. headers.Where(h => h != header)];
        }

        return content is null ? null : new HttpBody(content, type);
    }

    private static Template? Form(Fields fields, Scope scope)
    {
        var text = new StringBuilder();
        int before = scope.Mistakes.Count;
        foreach ((TextNode name, Node value) in fields.Entries("form"))
        {
            if (scope.Template(value, name.Text) is not { } template) continue;
            text.Append(text.Length == 0 ? "" : "&").Append(Uri.EscapeDataString(name.Text)).Append('=');
            foreach (TemplatePart part in template.Parts) text.Append(JsonText.Written(part, Uri.EscapeDataString));
        }

        return scope.Mistakes.Count > before ? null : scope.Template(text.ToString(), fields["form"]!.At, TemplateEscape.Form);
    }
}
