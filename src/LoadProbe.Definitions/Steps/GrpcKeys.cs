namespace LoadProbe.Definitions;

/// <summary>The keys of a call by gRPC.</summary>
internal static class GrpcKeys
{
    public static readonly IReadOnlyDictionary<string, GrpcStatus> Statuses = Enum.GetValues<GrpcStatus>().ToDictionary(s => s.Word());

    public static readonly KeyTable Grpc = new("grpc_step",
        StepKeys.Name,
        new("grpc", Forms.Text, "The method to call: package.Service/Method."),
        StepKeys.Kind with { About = "What it does to the target's records. Default: write-real." },
        StepKeys.Ip, StepKeys.Timeout,
        new("proto", Forms.Text, "The file that has the types: a .proto, or a descriptor set compiled by protoc. Absent = the target is asked (server reflection)."),
        new("message", Forms.Any, "The message, its fields by name."),
        new("metadata", Forms.Words, "Sent along, as headers are."),
        new("expect", Forms.Table("grpc_expect"), "What must hold of the answer. Default: status OK."),
        new("save", Forms.MapOf(Forms.WordOr("save")), "Values kept for later steps: a name, and a JSONPath.")) { Required = ["grpc"] };

    public static readonly KeyTable Expect = new("grpc_expect",
        new("status", $$"""{ "anyOf": [{{Forms.Choice([.. Statuses.Keys])}}, {{Forms.ListOf(Forms.Choice([.. Statuses.Keys]))}}] }""", "The status, or a list of them; default OK."),
        new("messages", Forms.Whole(1, 1_000_000), "Of a stream: so many must come, and then it is left. Default: it is read to its end."),
        new("json", Forms.MapOf(Forms.WordOr("match")), "Values of the message by JSONPath, of a stream's messages as a list; a plain value must be equal."),
        StepKeys.Within);
}
