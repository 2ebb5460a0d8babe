using System.Text;
using System.Text.Json;
using BenchmarkDotNet.Attributes;

namespace LoadProbe.Benchmarks;

/// <summary>What a JSON answer and a template cost.</summary>
[MemoryDiagnoser]
public class ParseBenchmarks
{
    private readonly byte[] _answer = Encoding.UTF8.GetBytes("""{"id":"a-17","state":"accepted","symbol":"600519","side":"buy","quantity":100,"filled_quantity":0,"price":1680.5}""");
    private readonly JsonPath _path = JsonPath.Parse("$.state")!;
    private readonly Template _template;
    private readonly Variables _variables = new(new None()) { ["token"] = "abcdef0123456789" };

    public ParseBenchmarks() => Template.TryParse("Bearer ${token}", false, out _template, out _);

    [Benchmark]
    public string? ReadOneValue()
    {
        using JsonDocument document = JsonDocument.Parse(_answer);
        return _path.Read(document.RootElement);
    }

    [Benchmark]
    public string Resolve() => _template.Resolve(_variables);

    private sealed class None : ISecretStore
    {
        public string? Read(SecretReference reference) => null;
    }
}
